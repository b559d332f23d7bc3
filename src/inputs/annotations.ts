import { idNumber, required } from "./clean";
import { textList } from "./cleanJson";
import { idInput, typedInput } from "./kinds";

export const annotationId = idInput.required("Annotation ID", {
  example: "640123",
  dataSource: "annotations",
  comments: "The ID of the annotation, as List Annotations returns it.",
});

/** Mixpanel takes the IDs of tags, as numbers. */
export const tagsInput = (tags: string, more = "") => ({
  ...typedInput(
    "Tags",
    {
      example: "[12, 13]",
      comments: `The IDs of ${tags}, as List Annotation Tags returns them.${more}`,
      dataSource: "annotationTags",
    },
    (label) => (value) =>
      textList(label, { numbers: true })(value)?.map(required(label, idNumber(label), "the ID of a tag")),
  ),
  collection: "valuelist" as const,
});
