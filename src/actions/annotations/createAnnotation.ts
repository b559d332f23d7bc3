import { tagsInput } from "../../inputs/annotations";
import { describe, requiredText } from "../../inputs/clean";
import { textInput, typedInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { isMoment, MOMENT_EXAMPLES, projectTimeOf } from "../../mixpanel/annotations/dates";
import { createAnnotation as endpoint } from "../../mixpanel/endpoints/annotations";
import { InputError } from "../../mixpanel/errors";
import { ONE_ANNOTATION_EXAMPLE, oneAnnotationOutput } from "../../platform/annotations";
import { defineAction } from "../../platform/defineAction";

const DATE = "Date";

const moment = (label: string) => (value: unknown) => {
  const given = requiredText(label, MOMENT_EXAMPLES)(value);
  if (isMoment(given)) return given;
  throw new InputError({ input: label, got: describe(value), expected: MOMENT_EXAMPLES });
};

export const createAnnotation = defineAction({
  endpoint,
  label: "Create Annotation",
  description: "Marks a moment, such as a release or a campaign, in every chart of the project",
  inputs: {
    date: {
      ...typedInput(
        DATE,
        {
          example: "2024-01-31 12:00:00",
          comments:
            "The moment to mark: YYYY-MM-DD HH:mm:ss or an ISO time without an offset, both in the project's time zone; an ISO time with an offset, such as 2024-01-31T12:00:00Z, or now, which are converted to it; or a day, which begins at 00:00:00, as yyyy-mm-dd or words such as yesterday. The date of an annotation cannot be changed later.",
        },
        moment,
      ),
      required: true,
    },
    description: textInput.required("Description", {
      expected: "the text of the annotation",
      example: "New checkout released",
      comments: "The text that charts show at this moment.",
    }),
    tags: tagsInput("the tags that the annotation gets"),
    project_id,
    regionAndDomain,
  },
  output: oneAnnotationOutput,
  example: ONE_ANNOTATION_EXAMPLE,
  run: async ({ client, params }) => {
    const { description, tags, project_id = client.options.projectId } = params;
    const date = await projectTimeOf(client, params.date, { project: project_id, input: DATE });
    return client.call(endpoint, { date, description, tags, project_id });
  },
});
