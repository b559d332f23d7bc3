/** Control routes that show what a project holds, page by page, and how much of its limits it has used. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { EventsPage, Limits, ProfilesPage } from "../protocol";
import type { Controlled } from "../sandbox";
import type { SandboxProject } from "../state/project";
import type { Profile, StoredEvent } from "../types";
import { found, read } from "./manage/appApi";
import { purpose, strictly } from "./strict";

const project = z.coerce.number().int().default(1);
const limit = z.coerce.number().int().min(1).max(200).default(50);
/** The time of the last event that was shown, and how many events of that millisecond were read so far. */
const Cursor = z
  .string()
  .regex(/^\d{1,15}(-\d{1,9})?$/, 'must be "next" of an earlier page, or milliseconds since 1970')
  .transform((text) => text.split("-").map(Number));
const EventsQuery = strictly({
  project,
  limit,
  event: z.string().optional(),
  distinct_id: z.string().optional(),
  before: Cursor.optional(),
});
const ProfilesQuery = strictly({
  project,
  limit,
  group_key: z.string().optional(),
  search: z.string().optional(),
  offset: z.coerce.number().int().min(0).default(0),
});
const LimitsQuery = strictly({ project });

/** Registers `/_sandbox/events`, `/_sandbox/profiles` and `/_sandbox/limits`. */
export function registerExploring(app: FastifyInstance, { projects, limits }: Controlled): void {
  const projectOf = (id: number) => found(projects.get(id), `Project ${id}`);
  app.get("/_sandbox/events", purpose("Returns events, newest first: ?project=1&event=Sign Up"), async (request) => {
    const query = read(EventsQuery, request.query);
    return eventsPage(projectOf(query.project), query);
  });
  app.get("/_sandbox/profiles", purpose("Returns user profiles, or those of a group key"), async (request) => {
    const query = read(ProfilesQuery, request.query);
    return profilesPage(projectOf(query.project), query);
  });
  app.get("/_sandbox/limits", purpose("Returns how much of each limit a project has used"), async (request) => {
    const { id } = projectOf(read(LimitsQuery, request.query).project);
    return { enabled: limits.enabled, limits: limits.used(id) } satisfies Limits;
  });
}

/** One page of events. It is found by time: a page far back costs no more than the first one. */
function eventsPage({ events }: SandboxProject, query: z.output<typeof EventsQuery>): EventsPage {
  const [beforeMs, skipped = 0] = query.before ?? [];
  const shown: StoredEvent[] = [];
  let lastMs: number | null = null;
  let readOfLast = 0;
  let next: string | null = null;
  // Where a page ends within a millisecond, its cursor stands after the millisecond and leaves out what was read of it.
  const fromMs = beforeMs === undefined || query.before?.length === 1 ? beforeMs : beforeMs + 1;
  for (const event of events.newestFirst(fromMs, skipped)) {
    if (shown.length === query.limit) {
      next = `${lastMs}-${readOfLast}`;
      break;
    }
    readOfLast = event.time === lastMs ? readOfLast + 1 : event.time === beforeMs ? skipped + 1 : 1;
    lastMs = event.time;
    if (query.event !== undefined && event.event !== query.event) continue;
    if (query.distinct_id !== undefined && event.distinctId !== query.distinct_id) continue;
    shown.push(event);
  }
  return {
    total: events.size,
    events: shown.map(({ event, time, distinctId, insertId, properties }) => ({
      event,
      time: new Date(time).toISOString(),
      distinct_id: distinctId,
      insert_id: insertId,
      properties,
    })),
    next,
  };
}

function profilesPage(
  { profiles, groups }: SandboxProject,
  { group_key, search = "", limit: size, offset }: z.output<typeof ProfilesQuery>,
): ProfilesPage {
  const all: ReadonlyMap<string, Profile> = group_key === undefined ? profiles : (groups.get(group_key) ?? new Map());
  const wanted = search.toLowerCase();
  const shown: ProfilesPage["profiles"] = [];
  let total = 0;
  for (const [id, { properties }] of all) {
    if (wanted !== "" && !isAbout(id, properties, wanted)) continue;
    if (total >= offset && shown.length < size) shown.push({ id, properties });
    total += 1;
  }
  const next = offset + shown.length;
  return { total, profiles: shown, next: next < total && shown.length > 0 ? next : null };
}

/** Whether the ID, name or email address contains the text. */
function isAbout(id: string, { $name, $email }: Profile["properties"], wanted: string): boolean {
  return [id, $name, $email].some((value) => typeof value === "string" && value.toLowerCase().includes(wanted));
}
