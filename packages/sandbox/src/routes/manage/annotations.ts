/** Annotations and their tags: `/api/app/projects/{projectId}/annotations`, after Mixpanel's Annotations description. */
import { z } from "zod";
import { type Operation, type Project, projectOf, type RouteFamily } from "../../types";
import { found, ok, read, readPath, refusal } from "./appApi";
import { callerOf, requireAnalyst } from "./caller";
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
type AnnotationsState = z.infer<typeof AnnotationsState>;

const slice = new Slice("annotations", AnnotationsState);
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

function route(operationId: string): { config: { operation: Operation } } {
  const family = "annotations";
  return {
    config: { operation: { operationId, family, credentials: "serviceAccount", projectIn: "path", limits: [] } },
  };
}

function shown(state: AnnotationsState, annotation: Annotation) {
  return { ...annotation, tags: state.tags.filter((tag) => annotation.tags.includes(tag.id)) };
}

function shownTag(project: Project, state: AnnotationsState, tag: { id: number; name: string }) {
  const has_annotations = state.annotations.some((annotation) => annotation.tags.includes(tag.id));
  return { ...tag, project_id: project.id, has_annotations };
}

function checkTags(state: AnnotationsState, tags: number[]): void {
  const unknown = tags.find((id) => !state.tags.some((tag) => tag.id === id));
  if (unknown !== undefined) throw refusal(400, `tags: no tag has the id ${unknown}`);
}

function annotationAt(project: Project, params: unknown): Annotation {
  const { annotationId } = readPath(AnnotationPath, params);
  return found(
    slice.of(project).annotations.find(({ id }) => id === annotationId),
    "Annotation",
  );
}

/**
 * The Annotations API. Tags answer without the `status` and `results` that wrap everything else, as Mixpanel's do. All tags
 * are listed, whether an annotation bears them or not.
 */
export const annotations: RouteFamily = (app) => {
  app.get(PATH, route("list-all-annotations-for-project"), async (request) => {
    const { fromDate = "", toDate = "9999-12-31" } = read(ListQuery, request.query);
    const state = slice.of(projectOf(request));
    const within = state.annotations.filter(({ date }) => date.slice(0, 10) >= fromDate && date.slice(0, 10) <= toDate);
    return ok(within.map((annotation) => shown(state, annotation)));
  });

  app.post(PATH, route("create-annotation"), async (request, reply) => {
    requireAnalyst(request);
    const sent = read(NewAnnotation, request.body);
    const state = slice.of(projectOf(request));
    checkTags(state, sent.tags);
    const { id, name } = callerOf(request);
    state.lastId += 1;
    const annotation = { id: state.lastId, ...sent, user: { id, first_name: name, last_name: "" } };
    state.annotations.push(annotation);
    reply.code(201);
    return ok(shown(state, annotation));
  });

  app.get(`${PATH}/:annotationId`, route("get-annotation"), async (request) => {
    const project = projectOf(request);
    return ok(shown(slice.of(project), annotationAt(project, request.params)));
  });

  app.patch(`${PATH}/:annotationId`, route("patch-annotation"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    const state = slice.of(project);
    const annotation = annotationAt(project, request.params);
    const { description = annotation.description, tags = annotation.tags } = read(AnnotationChange, request.body);
    checkTags(state, tags);
    Object.assign(annotation, { description, tags });
    return ok(shown(state, annotation));
  });

  app.delete(`${PATH}/:annotationId`, route("delete-annotation"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    const annotation = annotationAt(project, request.params);
    const state = slice.of(project);
    state.annotations.splice(state.annotations.indexOf(annotation), 1);
    return ok({ id: annotation.id });
  });

  app.get(`${PATH}/tags`, route("get-annotation-tags"), async (request) => {
    requireAnalyst(request);
    const project = projectOf(request);
    const state = slice.of(project);
    return state.tags.map((tag) => shownTag(project, state, tag));
  });

  app.post(`${PATH}/tags`, route("create-annotation-tag"), async (request) => {
    requireAnalyst(request);
    const { name } = read(NewTag, request.body);
    const project = projectOf(request);
    const state = slice.of(project);
    state.lastId += 1;
    const tag = { id: state.lastId, name };
    state.tags.push(tag);
    return shownTag(project, state, tag);
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
