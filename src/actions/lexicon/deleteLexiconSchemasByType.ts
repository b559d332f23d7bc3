import { confirmationInput } from "../../inputs/confirmation";
import { entityType } from "../../inputs/lexicon";
import { deleteLexiconSchemasByType as endpoint } from "../../mixpanel/endpoints/lexicon";
import { defineOperation } from "../../platform/defineOperation";
import { deletedOutput } from "../../platform/lexicon";

export const deleteLexiconSchemasByType = defineOperation({
  endpoint,
  label: "Delete All Lexicon Schemas Of Type",
  description:
    "Permanently deletes every Lexicon schema of one entity type: descriptions, tags, and hidden and dropped marks. To delete one schema, use Delete Lexicon Schema",
  inputs: { entityType },
  steering: {
    confirmation: confirmationInput("Confirm Deletion", {
      phrase: "DELETE ALL SCHEMAS OF TYPE",
      effect:
        "The step then deletes every schema of the Entity Type, which cannot be undone. Mixpanel deletes at most 3,000 schemas a request.",
    }),
  },
  output: deletedOutput,
  example: { status: "ok", results: { delete_count: 240 } },
});
