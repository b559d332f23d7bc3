import { annotationId, tagsInput } from "../../inputs/annotations";
import { booleanInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { updateAnnotation as endpoint } from "../../mixpanel/endpoints/annotations";
import { InputError } from "../../mixpanel/errors";
import { ONE_ANNOTATION_EXAMPLE, oneAnnotationOutput } from "../../platform/annotations";
import { defineAction } from "../../platform/defineAction";

interface Change {
  description?: string;
  tags?: readonly unknown[];
  removeTags: boolean;
}

/** The tags to send: none at all to keep those of the annotation. */
function tagsOf({ description, tags, removeTags }: Change): readonly unknown[] | undefined {
  if (removeTags && tags !== undefined) {
    throw new InputError({ input: "Remove Tags", got: "true together with Tags", expected: "only one of them" });
  }
  if (description === undefined && tags === undefined && !removeTags) {
    const expected = "a new description or tags";
    throw new InputError({ input: "Description", got: "nothing to change", expected });
  }
  return removeTags ? [] : tags;
}

export const updateAnnotation = defineAction({
  endpoint,
  label: "Update Annotation",
  description:
    "Changes the description or the tags of an annotation. Its date cannot be changed: delete it and create another one",
  inputs: {
    annotationId,
    description: textInput("Description", {
      example: "New checkout released",
      comments: "The new text. Leave it empty to keep the current one.",
    }),
    tags: tagsInput("all tags that the annotation has from now on", " Leave it empty to keep the current ones."),
    removeTags: booleanInput("Remove Tags", {
      default: false,
      comments: "When true, removes all tags from the annotation. When false, Tags says which ones it has.",
    }),
    project_id,
    regionAndDomain,
  },
  output: oneAnnotationOutput,
  example: ONE_ANNOTATION_EXAMPLE,
  run: async ({ client, params }) => {
    const { annotationId, description, project_id } = params;
    return client.call(endpoint, { annotationId, description, tags: tagsOf(params), project_id });
  },
});
