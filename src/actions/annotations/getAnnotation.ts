import { annotationId } from "../../inputs/annotations";
import { getAnnotation as endpoint } from "../../mixpanel/endpoints/annotations";
import { ANNOTATION_EXAMPLE, annotationOutput } from "../../platform/annotations";
import { defineOperation } from "../../platform/defineOperation";
import { object, text } from "../../platform/shape";

export const getAnnotation = defineOperation({
  endpoint,
  label: "Get Annotation",
  description: "Returns an annotation with its author and tags",
  inputs: { annotationId },
  output: object({ status: text(), results: annotationOutput }),
  example: { status: "ok", results: ANNOTATION_EXAMPLE },
});
