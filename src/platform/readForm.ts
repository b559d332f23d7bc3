import { isDeepStrictEqual } from "node:util";
import type { Inputs } from "@prismatic-io/spectral";
import { describe, isUnset } from "../inputs/clean";
import { json } from "../inputs/cleanJson";
import { InputError } from "../mixpanel/errors";
import { isRecord, type JsonObject } from "../mixpanel/records/json";
import { nearestName } from "./nearestName";

/** A group of inputs, with the keys of the inputs that a stored step may hold in it. */
interface Group {
  label: string;
  leaves: readonly string[];
}

/**
 * Groups in which the stock component's forms hold some inputs since September 2026. Forms here have these inputs on their own; steps
 * that were stored with groups are read all the same.
 */
export const GROUPS: Readonly<Record<string, Group>> = {
  filters: { label: "Filters", leaves: ["limit", "event", "where", "gzipEncoding"] },
  segmentation: { label: "Segmentation", leaves: ["on", "where", "limit"] },
  pagination: { label: "Pagination", leaves: ["session_id", "page"] },
  cohortFilters: {
    label: "Cohort & Behavior Filters",
    leaves: ["behaviors", "filter_by_cohort", "include_all_users"],
  },
  deliveryOptions: { label: "Delivery Options", leaves: ["ip", "strict", "verbose", "redirect", "img"] },
};

/** Inputs that older forms had to log requests. They have no effect here, and stored steps may still hold them. */
const RETIRED: readonly string[] = ["debug", "debugRequest"];

interface StoredGroup extends Group {
  values: JsonObject;
}

const hasValue = (value: unknown) =>
  !isUnset(value) && !(typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** Compares cleaned values. An object of a previous step may come without a prototype, or with that of another realm. */
function areEqual(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}

/** The groups that have an input of this form, by their keys. */
function groupsOf(inputs: Inputs): [string, Group][] {
  return Object.entries(GROUPS)
    .map(([key, { label, leaves }]): [string, Group] => [
      key,
      { label, leaves: leaves.filter((leaf) => Object.hasOwn(inputs, leaf)) },
    ])
    .filter(([, { leaves }]) => leaves.length > 0);
}

/** The platform hands over a group as an object, JSON text, nothing or empty text, and cleans nothing in it. */
function storedGroup({ label, leaves }: Group, value: unknown): StoredGroup {
  const values = json(label)(value) ?? {};
  if (!isRecord(values)) throw new InputError({ input: label, got: describe(values), expected: "a JSON object" });
  return { label, leaves, values };
}

/** An input of the form: its label, its cleaner, and what the form fills in by itself. */
function fieldOf(inputs: Inputs, key: string): { label: string; clean(value: unknown): unknown; filledIn: unknown } {
  const definition: Record<string, unknown> = { ...inputs[key] };
  const cleaner = definition.clean;
  const clean = (value: unknown): unknown =>
    isUnset(value) || typeof cleaner !== "function" ? undefined : cleaner(value);
  return { label: String(definition.label), clean, filledIn: clean(definition.default) };
}

function refuseUnknown(name: string, where: string, names: readonly string[]): never {
  const near = nearestName(name, names);
  throw new InputError({
    input: name,
    got: `an input that ${where} does not have`,
    expected: "one of its inputs",
    fix: near === undefined ? `They are ${names.join(", ")}.` : `Did you mean ${near}?`,
  });
}

/**
 * What a step was given, with the inputs of its groups beside those on their own.
 *
 * @param params as the platform hands them to an action: inputs of the form cleaned, everything else as it came
 * @param form.name the action's label, where an unknown input is refused. Without it, unknown inputs are ignored
 * @throws InputError on a group that is no object, on an input with one value on its own and another in a group, and on an unknown input
 */
export function readForm<T extends object>(params: T, form: { inputs: Inputs; name?: string }): T {
  const { inputs, name } = form;
  const given = new Map<string, unknown>(Object.entries(params));
  const groups = groupsOf(inputs);
  const stored = groups.map(([key, group]) => storedGroup(group, given.get(key)));
  if (name !== undefined) {
    const known = [...Object.keys(inputs), ...groups.map(([key]) => key)];
    const unknown = [...given.keys()].find((key) => ![...known, ...RETIRED].includes(key) && hasValue(given.get(key)));
    if (unknown !== undefined) refuseUnknown(unknown, name, known);
    for (const { label, leaves, values } of stored) {
      const leaf = Object.keys(values).find((key) => !leaves.includes(key) && hasValue(values[key]));
      if (leaf !== undefined) refuseUnknown(leaf, `${label} of ${name}`, leaves);
    }
  }
  return { ...params, ...Object.fromEntries(groupedValues(stored, given, inputs)) };
}

/** The cleaned values of the inputs in groups. */
function groupedValues(
  groups: readonly StoredGroup[],
  given: ReadonlyMap<string, unknown>,
  inputs: Inputs,
): Map<string, unknown> {
  const found = new Map<string, { value: unknown; place: string }>();
  for (const group of groups) {
    for (const leaf of group.leaves) {
      const { label, clean, filledIn } = fieldOf(inputs, leaf);
      const value = clean(group.values[leaf]);
      if (value === undefined) continue;
      // What the form fills in by itself is nobody's choice: it gives way to the group.
      const onItsOwn = areEqual(given.get(leaf), filledIn) ? undefined : given.get(leaf);
      const other = found.get(leaf) ?? { value: onItsOwn, place: "on its own" };
      if (other.value !== undefined && !areEqual(other.value, value)) {
        throw new InputError({
          input: label,
          got: `${describe(other.value)} ${other.place} and ${describe(value)} in ${group.label}`,
          expected: "one value",
          fix: "Leave one of the two empty.",
        });
      }
      found.set(leaf, { value, place: `in ${group.label}` });
    }
  }
  return new Map([...found].map(([leaf, { value }]) => [leaf, value]));
}
