/** Who gets which variant of a feature flag: the hashing that Mixpanel's SDKs and servers share, so that both agree. */
import { apply, type RulesLogic } from "json-logic-js";
import type { JsonObject } from "../../../types";
import { ownValue } from "../ownValue";
import { registerOperators } from "./operators";
import type { Flag, Rollout } from "./schemas";

registerOperators();

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const UINT64_MASK = 0xffffffffffffffffn;
const BUCKETS = 100;

/** Whom a flag is evaluated for. */
export interface EvaluationContext {
  distinct_id: string;
  custom_properties?: JsonObject;
  [name: string]: unknown;
}

/** What a user gets of a flag; `undefined` when no rollout has them. */
export interface Assignment {
  variant: Flag["ruleset"]["variants"][number];
  isTester: boolean;
}

/** FNV-1a (64 bits) of a key and its salt, as one of a hundred equal steps in [0, 1). */
function hashOf(key: string, salt: string): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(key + salt, "utf8")) hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & UINT64_MASK;
  return Number(hash % BigInt(BUCKETS)) / BUCKETS;
}

/** A JSON value with its texts in lower case: rules match without regard to case. `keys` lowers the keys of objects too. */
function lowered(value: unknown, keys: boolean): unknown {
  if (typeof value === "string") return value.toLowerCase();
  if (Array.isArray(value)) return value.map((item) => lowered(item, keys));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [keys ? key.toLowerCase() : key, lowered(item, keys)]),
  );
}

/** JsonLogic is any JSON; the library's type spells out its operators, which a rule over the wire need not know. */
function isRule(value: unknown): value is RulesLogic {
  return typeof value === "object" && value !== null;
}

/** Whether the runtime conditions of a rollout hold. A rule that cannot be evaluated holds for nobody. */
function isMet(rollout: Rollout, context: EvaluationContext): boolean {
  const properties = lowered(context.custom_properties ?? {}, true);
  if (rollout.runtime_evaluation_rule) {
    const rule = lowered(rollout.runtime_evaluation_rule, false);
    try {
      return isRule(rule) && Boolean(apply(rule, properties));
    } catch {
      return false;
    }
  }
  const actual = new Map(Object.entries(properties ?? {}));
  return Object.entries(rollout.runtime_evaluation_definition ?? {}).every(
    ([key, expected]) => String(actual.get(key.toLowerCase())).toLowerCase() === String(expected).toLowerCase(),
  );
}

function variantNamed(flag: Flag, key: string | undefined) {
  return flag.ruleset.variants.find((variant) => variant.key.toLowerCase() === key?.toLowerCase());
}

/** The value that a flag hashes. A device that is not named is taken to be the user. */
function keyOf(flag: Flag, context: EvaluationContext): string | undefined {
  const value = ownValue(context, flag.context) ?? (flag.context === "device_id" ? context.distinct_id : undefined);
  return value === undefined || value === null ? undefined : String(value);
}

/**
 * The variant of a flag that a context is assigned, after the hashing of Mixpanel's official SDKs: testers first, then the first
 * rollout whose share has the user and whose runtime conditions hold, and in it the variants by their splits.
 *
 * A rollout with a cohort definition or a first-time event holds for nobody: their format is not documented.
 */
export function assign(flag: Flag, context: EvaluationContext): Assignment | undefined {
  const forTester = variantNamed(flag, ownValue(flag.ruleset.test?.users, context.distinct_id));
  if (forTester) return { variant: forTester, isTester: true };
  const key = keyOf(flag, context);
  if (key === undefined) return undefined;
  const { rollout, variants } = flag.ruleset;
  const salt = flag.hash_salt;
  const group = rollout.find((each, index) => {
    if (each.cohort_definition || each.runtime_event_rule) return false;
    const groupSalt = flag.key + (salt === null ? "rollout" : `${salt}${index}`);
    return hashOf(key, groupSalt) < each.rollout_percentage && isMet(each, context);
  });
  if (!group) return undefined;
  const override = variantNamed(flag, group.variant_override?.key);
  if (override) return { variant: override, isTester: false };
  const hash = hashOf(key, `${flag.key}${salt ?? ""}variant`);
  let share = 0;
  const chosen = variants.find((variant) => {
    share += ownValue(group.variant_splits, variant.key) ?? variant.split;
    return hash < share;
  });
  // Splits that sum to less than one leave the rest to the last variant.
  const variant = chosen ?? variants.at(-1);
  return variant && { variant, isTester: false };
}
