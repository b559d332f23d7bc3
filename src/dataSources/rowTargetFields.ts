import { listLexiconSchemas as endpoint } from "../mixpanel/endpoints/lexicon";
import { isRecord } from "../mixpanel/records/json";
import { targetFields } from "../mixpanel/rows/fields";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

const KINDS: Readonly<Record<string, string>> = { event: "event", profile: "user profile", group: "group profile" };

/** The properties that a schema describes. */
function propertiesOf(schema: unknown): string[] {
  const { schemaJson } = isRecord(schema) ? schema : {};
  return isRecord(schemaJson) && isRecord(schemaJson.properties) ? Object.keys(schemaJson.properties) : [];
}

/** Each name once, with the kinds that it is a property of. */
function choicesOf(named: readonly { name: string; kind: string }[]) {
  const kinds = new Map<string, Set<string>>();
  for (const { name, kind } of named) kinds.set(name, (kinds.get(name) ?? new Set()).add(kind));
  return [...kinds].flatMap(([name, of]) => choice(name, name, [...of].join(", ")));
}

export const rowTargetFields = definePicklist({
  endpoint,
  label: "Select Target Field",
  description:
    "Lists the fields and reserved properties of events and profiles, and the properties described in Lexicon. It uses no query of the hourly limit",
  byHand: "If the list cannot be loaded, type the name of the property.",
  example: [{ key: "$email", label: "$email (user profile)" }],
  choices: ({ results: schemas }) =>
    choicesOf([
      ...targetFields(),
      ...schemas.flatMap((schema) => {
        const entity = isRecord(schema) ? String(schema.entityType) : "";
        return propertiesOf(schema).map((name) => ({ name, kind: KINDS[entity] ?? "Lexicon" }));
      }),
    ]),
});
