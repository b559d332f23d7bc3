import { digitsOf, isRounded } from "../../records/exactNumbers";
import type { JsonObject } from "../../records/json";
import { isPlaceholder } from "./refusedIds";
import type { RuleCode } from "./rules";
import type { Violations } from "./violations";

/** IDs that any event may bear. */
const EVENT_IDS = ["distinct_id", "$user_id", "$device_id", "$insert_id"] as const;

/**
 * The IDs that an event joins to one user:
 * https://developer.mixpanel.com/reference/create-identity, identity-create-alias and identity-merge
 */
const LINKED_IDS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["$identify", ["$identified_id", "$anon_id"]],
  ["$create_alias", ["distinct_id", "alias"]],
  ["$merge", ["$distinct_ids"]],
]);

const ID_FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map(
  [...LINKED_IDS].map(([event, fields]) => [event, [...new Set([...EVENT_IDS, ...fields])]]),
);

const TYPE_RULES: Readonly<Record<string, RuleCode>> = {
  distinct_id: "distinct_id_type",
  $insert_id: "insert_id_type",
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_V4 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const DEVICE = "$device:";

/** The properties of an event that hold IDs, which depend on its name. */
export const idFieldsOf = (event: unknown): readonly string[] => ID_FIELDS.get(event) ?? EVENT_IDS;

/**
 * Whether $identify takes an anonymous ID: a UUID of version 4, or what Mixpanel's SDKs make, `$device:` and a UUID in upper or lower case.
 *
 * @see https://developer.mixpanel.com/reference/create-identity
 */
export const isAnonymousId = (id: string): boolean =>
  UUID_V4.test(id) || (id.startsWith(DEVICE) && UUID.test(id.slice(DEVICE.length)));

/** A long number of parseExact is a text, too, and no ID yet. */
const isPlain = (id: unknown) => id === undefined || id === null || (typeof id === "string" && digitsOf(id) === id);

/** Whether an event links nothing and has no ID but text: so nearly all are, and this tells it in a fraction of the time of a look at each. */
export function hasPlainIds(event: unknown, properties: JsonObject): boolean {
  const { distinct_id, $user_id, $device_id, $insert_id } = properties;
  return (
    isPlain(distinct_id) && isPlain($insert_id) && isPlain($user_id) && isPlain($device_id) && !LINKED_IDS.has(event)
  );
}

function checkType(id: unknown, field: string, violations: Violations): void {
  if (isPlain(id) || Number.isSafeInteger(id)) return;
  violations.add(isRounded(id) ? "id_rounded" : (TYPE_RULES[field] ?? "id_type"), `properties.${field}`, id);
}

/** Checks what no event is sent with: IDs that are neither text nor an integer, or were rounded, and links to a placeholder. */
export function checkEventIds(event: unknown, properties: JsonObject, violations: Violations): void {
  if (hasPlainIds(event, properties)) return;
  for (const field of idFieldsOf(event)) {
    const id = properties[field];
    if (field !== "$distinct_ids" || !Array.isArray(id)) checkType(id, field, violations);
    else for (const one of id) checkType(one, field, violations);
  }
  for (const field of LINKED_IDS.get(event) ?? []) {
    const id = properties[field];
    for (const one of Array.isArray(id) ? id : [id])
      if (isPlaceholder(one)) violations.add("linked_id_refused", `properties.${field}`, one);
  }
}

/** Checks that an event which links IDs names both, in the form that Mixpanel documents. */
export function checkLink(event: unknown, properties: JsonObject, violations: Violations): void {
  for (const field of LINKED_IDS.get(event) ?? []) {
    const id = properties[field];
    const path = `properties.${field}`;
    if (field === "$distinct_ids") {
      if (!Array.isArray(id) || id.length !== 2) violations.add("merge_ids", path, id);
    } else if (id === undefined || id === null || id === "") violations.add("linked_id_missing", path, id);
    else if (field === "$anon_id" && typeof id === "string" && !isPlaceholder(id) && !isAnonymousId(id))
      violations.add("anon_id_format", path, id);
  }
}
