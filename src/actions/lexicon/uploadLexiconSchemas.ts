import { booleanInput, integerInput, recordsInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { uploadLexiconSchemas as endpoint } from "../../mixpanel/endpoints/lexicon";
import { InputError } from "../../mixpanel/errors";
import { SCHEMAS_INPUT } from "../../mixpanel/lexicon/entry";
import { type UploadedSchemas, uploadSchemas } from "../../mixpanel/lexicon/uploadSchemas";
import { defineAction } from "../../platform/defineAction";
import { SCHEMA_LIST_EXAMPLE } from "../../platform/lexicon";
import { choice, integer, nullable, object, type PropertiesOf, text } from "../../platform/shape";

const CONFIRMATION = "DELETE AND REPLACE ALL SCHEMAS";

/** Refuses a deletion that is not confirmed, or that would also delete what a run before has uploaded. */
function assertMayTruncate({ confirmTruncate, resumeFrom }: { confirmTruncate?: string; resumeFrom: number }): void {
  if (confirmTruncate !== CONFIRMATION) {
    throw new InputError({
      input: "Confirm Truncate",
      got: confirmTruncate === undefined ? "nothing" : "other words",
      expected: `the words ${CONFIRMATION}`,
      fix: "Truncate deletes every schema of the project first. To keep the others, turn it off.",
    });
  }
  if (resumeFrom > 0) {
    throw new InputError({
      input: "Resume From",
      got: String(resumeFrom),
      expected: "0 while Truncate is on",
      fix: "Turn Truncate off, or it deletes the entries that are already uploaded.",
    });
  }
}

export const uploadLexiconSchemas = defineAction({
  endpoint,
  label: "Upload Lexicon Schemas",
  description:
    "Creates or replaces the Lexicon schemas of any number of events and of the user profile. Uses one or more of 5 Lexicon requests a minute",
  inputs: {
    entries: recordsInput(SCHEMAS_INPUT, {
      expected: "a list of schemas",
      example: SCHEMA_LIST_EXAMPLE.results,
      comments:
        "A list of schemas, or the list or file of a previous step, such as results of List Lexicon Schemas. Each has entityType (event, profile or custom_event), name and schemaJson. A schema replaces the current one of its entity: properties that are left out are removed from it. Metadata is merged: keys that are left out stay, and null removes a key. Unknown keys are sent unchanged. Setting dropped to true makes Mixpanel discard the event from then on. Large lists are split into several requests of at most 8 MB and 4,000 events and properties, and wait for Lexicon's limits of a minute.",
    }),
    truncate: booleanInput("Truncate", {
      default: false,
      comments:
        "When true, deletes every schema of the project first: descriptions, tags, and hidden and dropped marks. This cannot be undone, and Mixpanel deletes at most 3,000 schemas a request. When false, schemas that are not in the list stay.",
    }),
    confirmTruncate: textInput("Confirm Truncate", {
      example: CONFIRMATION,
      comments: `Needed only if Truncate is true: type ${CONFIRMATION} to confirm that every schema of the project is deleted first.`,
    }),
    resumeFrom: integerInput("Resume From", {
      whenEmpty: 0,
      example: "0",
      comments:
        "Position of the first schema to upload, from 0: the resume_from of a run that reached its time limit, or the position that its error names.",
    }),
    project_id,
    regionAndDomain,
  },
  output: object({
    status: text(),
    results: object(
      {
        added: integer("Number of schemas that were added or replaced."),
        deleted: integer("Number of schemas that Truncate deleted."),
      } satisfies PropertiesOf<UploadedSchemas["results"]>,
      "Mixpanel's counts, over all requests.",
    ),
    uploaded: integer("Number of schemas in requests that Mixpanel confirmed."),
    requests: integer("Number of requests that Mixpanel confirmed."),
    resume_from: nullable(
      integer("Position of the first schema that was not uploaded, from 0. Null if all were uploaded."),
    ),
    stopped_by: nullable(choice(["time"], '"time" if the step reached its time limit before the last schema.')),
  } satisfies PropertiesOf<UploadedSchemas>),
  example: {
    status: "ok",
    results: { added: 1, deleted: 0 },
    uploaded: 1,
    requests: 1,
    resume_from: null,
    stopped_by: null,
  },
  run: async ({ client, params, logger }) => {
    const { entries, truncate, resumeFrom, project_id: projectId } = params;
    if (truncate) assertMayTruncate(params);
    const result = await uploadSchemas(client, entries, { projectId, truncate, resumeFrom });
    if (result.resume_from !== null) {
      const off = truncate ? " and Truncate turned off" : "";
      logger.warn(
        `Mixpanel: time limit reached after ${result.uploaded} schemas. Run the step again with Resume From ${result.resume_from}${off} to upload the rest.`,
      );
    }
    return result;
  },
});
