import { entityType, name } from "../../inputs/lexicon";
import { getLexiconSchema as endpoint } from "../../mixpanel/endpoints/lexicon";
import { defineOperation } from "../../platform/defineOperation";
import { SCHEMA_EXAMPLE, schemaOutput } from "../../platform/lexicon";
import { object, text } from "../../platform/shape";

export const getLexiconSchema = defineOperation({
  endpoint,
  label: "Get Lexicon Schema",
  description:
    "Returns the Lexicon schema of one event, or of the user profile. Uses one of 5 Lexicon requests a minute",
  inputs: { entityType, name },
  output: object({ status: text(), results: schemaOutput }),
  example: { status: "ok", results: SCHEMA_EXAMPLE },
});
