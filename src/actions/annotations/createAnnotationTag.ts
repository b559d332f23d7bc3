import { booleanInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { createTag } from "../../mixpanel/annotations/createTag";
import { createAnnotationTag as endpoint } from "../../mixpanel/endpoints/annotations";
import { TAG_EXAMPLE, tagOutput } from "../../platform/annotations";
import { defineAction } from "../../platform/defineAction";
import { boolean, object, text } from "../../platform/shape";

export const createAnnotationTag = defineAction({
  endpoint,
  label: "Create Annotation Tag",
  description: "Creates a tag for annotations. Mixpanel's API cannot delete or rename it later",
  inputs: {
    name: textInput.required("Name", {
      expected: "the name of the tag",
      example: "Release",
      comments: "The text that charts show for the tag.",
    }),
    reuseExisting: booleanInput("Reuse Existing", {
      default: true,
      comments:
        "When true, looks for a tag of the same name first, and returns it instead of creating another one. When false, always creates a tag, so there may be two of the same name, and neither can be deleted.",
    }),
    project_id,
    regionAndDomain,
  },
  output: object({
    status: text(),
    results: tagOutput,
    created: boolean("False if there was a tag of this name already, which is then returned."),
  }),
  example: { status: "ok", results: { ...TAG_EXAMPLE, has_annotations: false }, created: true },
  run: ({ client, params: { name, reuseExisting, project_id: projectId } }) =>
    createTag(client, { name, reuseExisting, projectId }),
});
