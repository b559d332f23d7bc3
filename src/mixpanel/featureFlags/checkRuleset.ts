import { InputError } from "../errors";
import { isRecord, type JsonObject } from "../records/json";

/** Limits of a flag's ruleset: https://docs.mixpanel.com/docs/feature-flags and the description of create-feature-flag */
const MAX_VARIANTS = 11;
const MAX_VALUE_CHARACTERS = 32_768;
const SPLIT_TOLERANCE = 0.01;
/** For the rounding of sums such as 0.33 + 0.33 + 0.33. */
const ROUNDING = 1e-9;

const refused = (got: string, expected: string) => new InputError({ input: "Ruleset", got, expected });

const isShare = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 1;

function assertSum(splits: readonly unknown[], what: string): void {
  if (!splits.every(isShare))
    throw refused(`${what} with a value that is not a number from 0 to 1`, "splits from 0 to 1");
  const sum = splits.reduce((total, split) => total + split, 0);
  if (Math.abs(sum - 1) > SPLIT_TOLERANCE + ROUNDING)
    throw refused(`${what} that add up to ${Number(sum.toFixed(4))}`, "splits that add up to 1");
}

function listOf(ruleset: JsonObject, key: "variants" | "rollout"): JsonObject[] {
  const list = ruleset[key];
  if (!Array.isArray(list) || !list.every(isRecord))
    throw refused(`no list of objects as ${key}`, `${key} as a list of objects`);
  return list;
}

function assertValues(variants: readonly JsonObject[]): void {
  const kinds = new Set(variants.map(({ value }) => typeof value));
  if (kinds.size > 1)
    throw refused(
      `values of different types (${[...kinds].join(", ")})`,
      "the same type for all variants: true or false, text, or objects",
    );
  const tooLong = variants.find(
    ({ value }) => (typeof value === "string" ? value : JSON.stringify(value)).length > MAX_VALUE_CHARACTERS,
  );
  if (tooLong)
    throw refused(`a value of ${String(tooLong.key)} that is too long`, `at most ${MAX_VALUE_CHARACTERS} characters`);
}

/** @returns the keys of the variants */
function checkVariants(variants: readonly JsonObject[]): string[] {
  if (variants.length === 0 || variants.length > MAX_VARIANTS)
    throw refused(`${variants.length} variants`, `1 to ${MAX_VARIANTS}`);
  const keys = variants.map(({ key, value, is_control }, index) => {
    if (typeof key !== "string" || key === "" || value === undefined || typeof is_control !== "boolean")
      throw refused(
        `variant ${index + 1} without key, value or is_control`,
        "key, value, is_control and split for each variant",
      );
    return key;
  });
  if (new Set(keys).size < keys.length) throw refused("two variants with the same key", "each key once");
  assertValues(variants);
  assertSum(
    variants.map(({ split }) => split),
    "split of variants",
  );
  return keys;
}

function checkRollout(group: JsonObject, name: string, keys: readonly string[]): void {
  const { rollout_percentage, variant_splits } = group;
  if (!isShare(rollout_percentage))
    throw refused(`${name} without a rollout_percentage from 0 to 1`, "a number from 0 to 1, such as 0.25 for 25 %");
  if (!isRecord(variant_splits))
    throw refused(`${name} without variant_splits`, 'an object such as {"control": 0.5, "treatment": 0.5}');
  const unknown = Object.keys(variant_splits).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw refused(`variant_splits of ${name} with the variant ${unknown}`, `one of ${keys.join(", ")}`);
  const splits = Object.values(variant_splits);
  // Without splits of its own, a group has those of the variants.
  if (splits.length > 0) assertSum(splits, `variant_splits of ${name}`);
}

/**
 * Checks a flag's ruleset: `{variants: [{key, value, is_control, split}], rollout: [{rollout_percentage, variant_splits}], test}`.
 *
 * @throws InputError that names the part that Mixpanel would reject, or that would assign users by accident
 */
export function checkRuleset(ruleset: JsonObject): void {
  const keys = checkVariants(listOf(ruleset, "variants"));
  for (const [index, group] of listOf(ruleset, "rollout").entries())
    checkRollout(group, `rollout group ${index + 1}`, keys);
}
