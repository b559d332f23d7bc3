import { confirmationInput } from "../../inputs/confirmation";
import { deleteAllLexiconSchemas as endpoint } from "../../mixpanel/endpoints/lexicon";
import { defineOperation } from "../../platform/defineOperation";
import { deletedOutput } from "../../platform/lexicon";

export const deleteAllLexiconSchemas = defineOperation({
  endpoint,
  label: "Delete All Lexicon Schemas",
  description:
    "Permanently deletes every schema of the project's data dictionary: descriptions, tags, and hidden and dropped marks",
  inputs: {},
  steering: {
    confirmation: confirmationInput("Confirm Deletion", {
      phrase: "DELETE ALL SCHEMAS",
      effect:
        "The step then deletes every schema of the project, which cannot be undone. Mixpanel deletes at most 3,000 schemas a request.",
    }),
  },
  output: deletedOutput,
  example: { status: "ok", results: { delete_count: 312 } },
});
