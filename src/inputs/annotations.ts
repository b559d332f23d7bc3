import { idNumber, required } from "./clean";
import { textList } from "./cleanJson";
import { idInput, typedInput } from "./kinds";

export const annotationId = idInput.required("Annotation ID", {
  example: "640123",
  dataSource: "annotations",
  comments: "The annotation. List Annotations returns it as id.",
});

/** Mixpanel takes the IDs of tags, as numbers. */
export const tagsInput = (comments: string) => ({
  ...typedInput(
    "Tags",
    {
      example: "[12, 13]",
      comments: `${comments} List Annotation Tags returns the IDs.`,
      dataSource: "annotationTags",
    },
    (label) => (value) =>
      textList(label, { numbers: true })(value)?.map(required(label, idNumber(label), "the ID of a tag")),
  ),
  collection: "valuelist" as const,
});
