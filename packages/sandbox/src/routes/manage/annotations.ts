/** Annotations and their tags: `/api/app/projects/{projectId}/annotations`, after Mixpanel's Annotations description. */
import { z } from "zod";
import type { RouteFamily } from "../../context";
import { type Project, projectOf } from "../../types";
import { ok, operationsOf, read, readPath, refusal } from "./appApi";
import { callerOf, requireAnalyst } from "./caller";
import { Collection, idOf, nextId } from "./collection";
import { Slice } from "./slice";

const Annotation = z.object({
  id: z.number(),
  date: z.string(),
  description: z.string(),
  tags: z.array(z.number()),
  user: z.object({ id: z.number(), first_name: z.string(), last_name: z.string() }),
});
type Annotation = z.infer<typeof Annotation>;

const AnnotationsState = z.object({
  lastId: z.number().default(0),
  annotations: z.array(Annotation).default([]),
  tags: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
});

const slice = new Slice("annotations", AnnotationsState);
const all = new Collection({ name: "Annotation", records: (project) => slice.of(project).annotations }, idOf);
const allTags = new Collection({ name: "Tag", records: (project) => slice.of(project).tags }, idOf);
const PATH = "/api/app/projects/:projectId/annotations";

/** A date and time that exist, such as 2024-02-29 12:00:00. */
function exists(text: string): boolean {
  const ms = Date.parse(`${text.replace(" ", "T")}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19).replace("T", " ") === text;
}

const DateAndTime = z.string().refine(exists, "must be a date and time formatted as YYYY-MM-DD HH:mm:ss");
const Day = z.string().refine((text) => exists(`${text} 00:00:00`), "must be a date formatted as YYYY-MM-DD");
const TagIds = z.array(z.number());
const NewAnnotation = z.object({ date: DateAndTime, description: z.string().min(1), tags: TagIds.default([]) });
const AnnotationChange = z.object({ description: z.string().min(1).optional(), tags: TagIds.optional() });
const NewTag = z.object({ name: z.string().min(1) });
const ListQuery = z.object({ fromDate: Day.optional(), toDate: Day.optional() });
const AnnotationPath = z.object({ annotationId: z.coerce.number().int() });

const route = operationsOf({ family: "annotations" });

function shown(project: Project, annotation: Annotation) {
  return { ...annotation, tags: allTags.list(project).filter((tag) => annotation.tags.includes(tag.id)) };
}

function shownTag(project: Project, tag: { id: number; name: string }) {
  const has_annotations = all.list(project).some((annotation) => annotation.tags.includes(tag.id));
  return { ...tag, project_id: project.id, has_annotations };
}

function checkTags(project: Project, tags: number[]): void {
  const unknown = tags.find((id) => !allTags.find(project, id));
  if (unknown !== undefined) throw refusal(400, `tags: no tag has the id ${unknown}`);
}

function annotationAt(project: Project, params: unknown): Annotation {
  return all.get(project, readPath(AnnotationPath, params).annotationId);
}

/**
 * The Annotations API. Tags answer without the `status` and `results` that wrap everything else, as Mixpanel's do. All tags
 * are listed, whether an annotation bears them or not.
 */
export const annotations: RouteFamily = (app) => {
  app.get(PATH, route("list-all-annotations-for-project"), async (request) => {
    const { fromDate = "", toDate = "9999-12-31" } = read(ListQuery, request.query);
    const project = projectOf(request);
    const within = all.list(project).filter(({ date }) => date.slice(0, 10) >= fromDate && date.slice(0, 10) <= toDate);
    return ok(within.map((annotation) => shown(project, annotation)));
  });

  app.post(PATH, route("create-annotation"), async (request, reply) => {
    requireAnalyst(request);
    const sent = read(NewAnnotation, request.body);
    const project = projectOf(request);
    checkTags(project, sent.tags);
    const { id, name } = callerOf(request);
    const user = { id, first_name: name, last_name: "" };
    const annotation = all.add(project, { id: nextId(slice.of(project)), ...sent, user });
    reply.code(201);
    return ok(shown(project, annotation));
  });

  app.get(`${PATH}/:annotationId`, route("get-annotation"), async (request) => {
    const project = projectOf(request);
    return ok(shown(project, annotationAt(project, request.params)));
  });

  app.patch(`${PATH}/:annotationId`, route("patch-annotation"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    const annotation = annotationAt(project, request.params);
    const { description = annotation.description, tags = annotation.tags } = read(AnnotationChange, request.body);
    checkTags(project, tags);
    Object.assign(annotation, { description, tags });
    return ok(shown(project, annotation));
  });

  app.delete(`${PATH}/:annotationId`, route("delete-annotation"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    const annotation = annotationAt(project, request.params);
    all.remove(project, annotation);
    return ok({ id: annotation.id });
  });

  app.get(`${PATH}/tags`, route("get-annotation-tags"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    return allTags.list(project).map((tag) => shownTag(project, tag));
  });

  app.post(`${PATH}/tags`, route("create-annotation-tag"), async (request) => {
    requireAnalyst(request);
    const { name } = read(NewTag, request.body);
    const project = projectOf(request);
    return shownTag(project, allTags.add(project, { id: nextId(slice.of(project)), name }));
  });
};

/** Two annotations, one of them tagged, in a sample project. */
export function sampleAnnotations(project: Project, nowMs: number): void {
  const user = { id: 0, first_name: "Sample", last_name: "Data" };
  const at = (daysAgo: number) => `${new Date(nowMs - daysAgo * 86_400_000).toISOString().slice(0, 10)} 09:00:00`;
  Object.assign(slice.of(project), {
    lastId: 3,
    tags: [{ id: 1, name: "Release" }],
    annotations: [
      { id: 2, date: at(14), description: "New checkout released", tags: [1], user },
      { id: 3, date: at(7), description: "Campaign started", tags: [], user },
    ],
  });
}
