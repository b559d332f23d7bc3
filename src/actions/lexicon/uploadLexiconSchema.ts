import { required } from "../../inputs/clean";
import { jsonObject } from "../../inputs/cleanJson";
import { typedInput } from "../../inputs/kinds";
import { entityType, name } from "../../inputs/lexicon";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { uploadLexiconSchema as endpoint } from "../../mixpanel/endpoints/lexicon";
import { InputError } from "../../mixpanel/errors";
import { weightOf } from "../../mixpanel/lexicon/entry";
import { defineAction } from "../../platform/defineAction";
import { SCHEMA_EXAMPLE } from "../../platform/lexicon";
import { object, text } from "../../platform/shape";

/** What stands around a schema in the results of other steps. Uploaded with it, it would replace the schema by an empty one. */
const AROUND = ["schemaJson", "results"];

const schemaOf = (label: string) => (value: unknown) => {
  const schema = jsonObject(label)(value);
  if (schema === undefined) return undefined;
  const around = AROUND.find((key) => key in schema);
  if (around === undefined && Object.keys(schema).length > 0) return schema;
  throw new InputError({
    input: label,
    got: around === undefined ? "an empty object" : `an object with the schema under ${around}`,
    expected: "the schema itself, with description, properties or metadata",
    fix: "Pass results of Get Lexicon Schema, or schemaJson of List Lexicon Schemas.",
  });
};

export const uploadLexiconSchema = defineAction({
  endpoint,
  label: "Upload Lexicon Schema",
  description:
    "Creates or replaces the Lexicon schema of one event, or of the user profile. Uses one of 5 Lexicon requests a minute",
  inputs: {
    entityType,
    name,
    schema: {
      ...typedInput(
        "Schema",
        {
          example: JSON.stringify(SCHEMA_EXAMPLE),
          comments:
            "The whole schema: description, properties and metadata. It replaces the current one, so properties that are left out are removed from it. Metadata is merged: keys that are left out stay, and null removes a key. Keys that Get Lexicon Schema returned can be sent back unchanged. Setting dropped to true makes Mixpanel discard the event from then on; only project owners can do that.",
        },
        (label) => required(label, schemaOf(label), "a JSON object"),
      ),
      type: "code",
      language: "json",
      required: true,
    },
    project_id,
    regionAndDomain,
  },
  output: object({ status: text() }),
  example: { status: "ok" },
  run: ({ client, params: { entityType, name, schema, project_id } }) =>
    client.call(endpoint, { entityType, name, schema, project_id }, { entries: weightOf(schema) }),
});
