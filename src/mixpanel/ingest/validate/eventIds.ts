import { digitsOf, isRounded } from "../../records/exactNumbers";
import type { JsonObject } from "../../records/json";
import { isPlaceholder } from "./refusedIds";
import type { RuleCode } from "./rules";
import type { Violations } from "./violations";

/** ID properties that any event may have. */
const EVENT_IDS = ["distinct_id", "$user_id", "$device_id", "$insert_id"] as const;

/**
 * The properties with the IDs that an event links to one user:
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

/** The ID properties of an event, which depend on its name. */
export const idFieldsOf = (event: unknown): readonly string[] => ID_FIELDS.get(event) ?? EVENT_IDS;

/**
 * Whether $identify accepts an anonymous ID: a version 4 UUID, or `$device:` followed by a UUID, as Mixpanel's SDKs create it.
 *
 * @see https://developer.mixpanel.com/reference/create-identity
 */
export const isAnonymousId = (id: string): boolean =>
  UUID_V4.test(id) || (id.startsWith(DEVICE) && UUID.test(id.slice(DEVICE.length)));

/** Whether an ID is missing or text. A long number from parseExact is a masked string, and does not count as text. */
const isPlain = (id: unknown) => id === undefined || id === null || (typeof id === "string" && digitsOf(id) === id);

/** Whether all IDs are missing or text and the event links no users. True for nearly all events, and fast, so that other checks are skipped. */
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

/** Rejects IDs that are neither text nor an integer, IDs that may have been rounded, and links to a placeholder. Always checked. */
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

/** Checks that an event that links two IDs has both, in the form that Mixpanel documents. */
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
