import type { Endpoint } from "../endpoint";

/** Annotations mark moments in the charts of a project: https://docs.mixpanel.com/docs/features/annotations */
const annotations = {
  host: "query",
  path: "/api/app/projects/{projectId}/annotations",
  auth: "serviceAccount",
  response: "app",
} as const;

const annotation = { ...annotations, path: `${annotations.path}/{annotationId}`, holds: ["id"] } as const;
const tags = { ...annotations, path: `${annotations.path}/tags` } as const;

export const listAnnotations = {
  ...annotations,
  operation: "listAnnotations",
  method: "GET",
  query: { fromDate: "text", toDate: "text" },
  effect: "read",
  holds: "list",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/list-all-annotations-for-project",
} as const satisfies Endpoint;

export const createAnnotation = {
  ...annotations,
  operation: "createAnnotation",
  method: "POST",
  json: ["date", "description", "tags"],
  effect: "write",
  holds: ["id"],
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/create-annotation",
} as const satisfies Endpoint;

export const getAnnotation = {
  ...annotation,
  operation: "getAnnotation",
  method: "GET",
  effect: "read",
  role: "consumer",
  docs: "https://developer.mixpanel.com/reference/get-annotation",
} as const satisfies Endpoint;

export const updateAnnotation = {
  ...annotation,
  operation: "updateAnnotation",
  method: "PATCH",
  json: ["description", "tags"],
  effect: "idempotentWrite",
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/patch-annotation",
} as const satisfies Endpoint;

export const deleteAnnotation = {
  ...annotation,
  operation: "deleteAnnotation",
  method: "DELETE",
  effect: "idempotentWrite",
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/delete-annotation",
} as const satisfies Endpoint;

export const listAnnotationTags = {
  ...tags,
  operation: "listAnnotationTags",
  method: "GET",
  effect: "read",
  holds: "list",
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/get-annotation-tags",
} as const satisfies Endpoint;

export const createAnnotationTag = {
  ...tags,
  operation: "createAnnotationTag",
  method: "POST",
  json: ["name"],
  effect: "write",
  holds: ["id"],
  role: "analyst",
  docs: "https://developer.mixpanel.com/reference/create-annotation-tag",
} as const satisfies Endpoint;
