import { entityType, name } from "../../inputs/lexicon";
import { deleteLexiconSchema as endpoint } from "../../mixpanel/endpoints/lexicon";
import { defineOperation } from "../../platform/defineOperation";
import { deletedOutput } from "../../platform/lexicon";

export const deleteLexiconSchema = defineOperation({
  endpoint,
  label: "Delete Lexicon Schema",
  description:
    "Permanently deletes the Lexicon schema of one event, or of the user profile. The data that it describes stays",
  inputs: { entityType, name },
  output: deletedOutput,
  example: { status: "ok", results: { delete_count: 1 } },
});
