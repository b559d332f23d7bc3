/** Lexicon schemas: `/api/app/projects/{projectId}/schemas`, after Mixpanel's Lexicon Schemas description. */
import { z } from "zod";
import type { RouteFamily } from "../../context";
import { type Project, projectOf } from "../../types";
import { found, OK_BODY, ok, operationsOf, read, refusal } from "./appApi";
import { Collection } from "./collection";
import { Slice } from "./slice";

const MAX_ENTRIES_PER_MINUTE = 4000;
const MAX_DELETIONS_PER_REQUEST = 3000;
const MINUTE_MS = 60_000;

const EntityType = z.enum(["event", "profile"]);
const Visibility = {
  displayName: z.string().optional(),
  hidden: z.boolean().optional(),
  dropped: z.boolean().optional(),
};
const PropertySchema = z.strictObject({
  type: z.enum(["array", "boolean", "integer", "null", "number", "object", "string"]),
  description: z.string().optional(),
  metadata: z.looseObject({ "com.mixpanel": z.strictObject(Visibility).optional() }).optional(),
});
const EntitySchema = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), PropertySchema).optional(),
  metadata: z
    .looseObject({
      "com.mixpanel": z
        .strictObject({
          $source: z.string().optional(),
          tags: z.array(z.string()).optional(),
          contacts: z.array(z.string()).optional(),
          teamContacts: z.array(z.string()).optional(),
          ...Visibility,
        })
        .optional(),
    })
    .optional(),
});
const Entry = z.strictObject({ entityType: EntityType, name: z.string().min(1), schemaJson: EntitySchema });
type Entry = z.infer<typeof Entry>;

const Upload = z.strictObject({ entries: z.array(Entry), truncate: z.boolean().default(false) });
const EntityQuery = z.object({ entity_name: z.string().optional() });
const EntityPath = z.object({ entityType: EntityType });
const NamedPath = z.object({ entityType: EntityType, name: z.string() });

const slice = new Slice(
  "lexicon",
  z.object({
    entries: z.array(Entry).default([]),
    /** Uploads of the last minute: when (milliseconds since epoch), and how many entries. */
    uploads: z.array(z.object({ atMs: z.number(), entries: z.number() })).default([]),
  }),
);
const keyOf = ({ entityType, name }: Pick<Entry, "entityType" | "name">) => `${entityType} ${name}`;
const all = new Collection<Entry>({ name: "Schema", records: (project) => slice.of(project).entries }, keyOf);
const PATH = "/api/app/projects/:projectId/schemas";

const route = operationsOf({ family: "lexicon", limits: ["lexicon"] });

/** Counts an upload against the entries a minute that Lexicon takes; throws a 429 beyond them. */
function countUpload(project: Project, entries: number, nowMs: number): void {
  const state = slice.of(project);
  state.uploads = state.uploads.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
  const used = state.uploads.reduce((sum, upload) => sum + upload.entries, 0);
  if (used + entries > MAX_ENTRIES_PER_MINUTE) {
    throw refusal(429, `No more than ${MAX_ENTRIES_PER_MINUTE} entries can be updated in a minute`);
  }
  state.uploads.push({ atMs: nowMs, entries });
}

/** Deletes the entries the test says yes to, and returns how many; throws a 400 when they are more than a request may delete. */
function remove(project: Project, test: (entry: Entry) => boolean): number {
  const count = all.list(project).filter(test).length;
  if (count > MAX_DELETIONS_PER_REQUEST) {
    throw refusal(400, `No more than ${MAX_DELETIONS_PER_REQUEST} schemas can be deleted in a request`);
  }
  all.removeWhere(project, test);
  return count;
}

/** Yes for entries of the type in the path and, when `entity_name` is in the query, of that name. */
function ofEntity(params: unknown, query: unknown): (entry: Entry) => boolean {
  const { entityType } = read(EntityPath, params);
  const { entity_name } = read(EntityQuery, query);
  return (entry) => entry.entityType === entityType && (entity_name === undefined || entry.name === entity_name);
}

/** The Lexicon Schemas API. One schema answers bare, lists of them under `results`, as in Mixpanel's description. */
export const lexicon: RouteFamily = (app, { clock }) => {
  app.get(PATH, route("list-all-schemas-for-project"), async (request) => ok(all.list(projectOf(request))));

  app.post(PATH, route("upload-schemas-for-project"), async (request) => {
    const { entries, truncate } = read(Upload, request.body);
    const project = projectOf(request);
    countUpload(project, entries.length, clock.now());
    const deleted = truncate ? all.list(project).length : 0;
    if (truncate) all.removeWhere(project, () => true);
    all.put(project, entries);
    return ok({ added: entries.length, deleted });
  });

  app.delete(PATH, route("delete-all-schemas-in-project"), async (request) =>
    ok({ delete_count: remove(projectOf(request), () => true) }),
  );

  app.get(`${PATH}/:entityType`, route("list-schemas-for-entity"), async (request) =>
    ok(all.list(projectOf(request)).filter(ofEntity(request.params, request.query))),
  );

  app.delete(`${PATH}/:entityType`, route("delete-schemas-for-entity"), async (request) =>
    ok({ delete_count: remove(projectOf(request), ofEntity(request.params, request.query)) }),
  );

  app.get(`${PATH}/:entityType/:name`, route("list-schemas-by-entity-and-name"), async (request) => {
    const { entityType, name } = read(NamedPath, request.params);
    const entry = all.find(projectOf(request), keyOf({ entityType, name }));
    return found(entry, `Schema for ${entityType} ${name}`).schemaJson;
  });

  app.post(`${PATH}/:entityType/:name`, route("upload-schema-by-entity-and-name"), async (request) => {
    const { entityType, name } = read(NamedPath, request.params);
    const schemaJson = read(EntitySchema, request.body);
    const project = projectOf(request);
    countUpload(project, 1, clock.now());
    all.put(project, [{ entityType, name, schemaJson }]);
    return OK_BODY;
  });

  app.delete(`${PATH}/:entityType/:name`, route("delete-schema-by-entity-and-name"), async (request) => {
    const { entityType, name } = read(NamedPath, request.params);
    const gone = (entry: Entry) => entry.entityType === entityType && entry.name === name;
    return ok({ delete_count: remove(projectOf(request), gone) });
  });
};

/** A small data dictionary in a sample project. */
export function sampleLexicon(project: Project): void {
  all.put(project, [
    {
      entityType: "event",
      name: "Purchase",
      schemaJson: {
        description: "A customer paid for an order",
        properties: { amount: { type: "number", description: "Total in US dollars" }, plan: { type: "string" } },
        metadata: { "com.mixpanel": { tags: ["Revenue"], hidden: false, dropped: false } },
      },
    },
    {
      entityType: "profile",
      name: "$user",
      schemaJson: { properties: { plan: { type: "string", description: "The plan the user pays for" } } },
    },
  ]);
}
