import { annotationId } from "../../inputs/annotations";
import { getAnnotation as endpoint } from "../../mixpanel/endpoints/annotations";
import { ONE_ANNOTATION_EXAMPLE, oneAnnotationOutput } from "../../platform/annotations";
import { defineOperation } from "../../platform/defineOperation";

export const getAnnotation = defineOperation({
  endpoint,
  label: "Get Annotation",
  description: "Returns an annotation with its author and tags",
  inputs: { annotationId },
  output: oneAnnotationOutput,
  example: ONE_ANNOTATION_EXAMPLE,
});
