import { boolean, integer, list, nullable, object, optional, text } from "./shape";

const tag = { id: integer(), name: text() };

/** An annotation as Mixpanel returns it. */
export const annotationOutput = object({
  id: integer(),
  date: text("In the project's time zone, with its offset, such as 2024-01-31T12:00:00-08:00."),
  description: text(),
  project_id: optional(integer()),
  user: optional(
    nullable(object({ id: optional(integer()), first_name: optional(text()), last_name: optional(text()) })),
  ),
  tags: optional(list(object(tag))),
});

export const ANNOTATION_EXAMPLE = {
  id: 640123,
  date: "2024-01-31T12:00:00-08:00",
  description: "New checkout released",
  project_id: 1234567,
  user: { id: 4321, first_name: "", last_name: "" },
  tags: [{ id: 12, name: "Release" }],
};

export const oneAnnotationOutput = object({ status: text(), results: annotationOutput });
export const ONE_ANNOTATION_EXAMPLE = { status: "ok", results: ANNOTATION_EXAMPLE };

export const tagOutput = object({
  ...tag,
  project_id: optional(integer()),
  has_annotations: optional(boolean("Whether an annotation has the tag.")),
});

export const TAG_EXAMPLE = { id: 12, name: "Release", project_id: 1234567, has_annotations: true };
