import { annotationId } from "../../inputs/annotations";
import { deleteAnnotation as endpoint } from "../../mixpanel/endpoints/annotations";
import { defineOperation } from "../../platform/defineOperation";
import { integer, object, text } from "../../platform/shape";

export const deleteAnnotation = defineOperation({
  endpoint,
  label: "Delete Annotation",
  description: "Permanently deletes an annotation from every chart of the project. This cannot be undone",
  inputs: { annotationId },
  output: object({ status: text(), results: object({ id: integer("ID of the deleted annotation.") }) }),
  example: { status: "ok", results: { id: 640123 } },
});
