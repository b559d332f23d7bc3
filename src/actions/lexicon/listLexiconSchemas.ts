import { listLexiconSchemas as endpoint } from "../../mixpanel/endpoints/lexicon";
import { defineOperation } from "../../platform/defineOperation";
import { SCHEMA_LIST_EXAMPLE, schemaListOutput } from "../../platform/lexicon";

export const listLexiconSchemas = defineOperation({
  endpoint,
  label: "List Lexicon Schemas",
  description:
    "Lists all schemas in Lexicon, the project's data dictionary. Events and properties without a schema are not listed. Uses one of 5 Lexicon requests a minute",
  inputs: {},
  output: schemaListOutput,
  example: SCHEMA_LIST_EXAMPLE,
});
