import type { Effect } from "../../endpoint";
import { isRecord, type JsonObject } from "../../records/json";
import { isEmptied, OPERATIONS, type UpdateRules } from "./profile";
import { isPlaceholder } from "./refusedIds";

const OPERANDS: ReadonlyMap<string, string> = new Map(OPERATIONS);
/** First character of a masked number, and of text that may be taken for one; see exactNumbers.ts. */
const MASK = 0xfdd0;

/** Operations that change a profile again if they are repeated. */
export const NOT_IDEMPOTENT: readonly string[] = ["$add", "$append"];

/** Whether an ID is text that stays as it is. */
const isSoundId = (id: unknown): boolean =>
  typeof id === "string" && id !== "" && id.charCodeAt(0) !== MASK && !isPlaceholder(id);

function effectOf(update: JsonObject, { ids, operations }: UpdateRules): Effect | undefined {
  let idsFound = 0;
  let isChange = false;
  let isRepeatable = true;
  for (const key in update) {
    const value = update[key];
    const operand = OPERANDS.get(key);
    if (operand !== undefined) {
      if (value === undefined || (operand !== "anything" && isEmptied(value))) return undefined;
      if (operations.includes(key)) isChange = true;
      if (NOT_IDEMPOTENT.includes(key)) isRepeatable = false;
    } else if (key === ids[0] || key === ids[1]) {
      if (!isSoundId(value)) return undefined;
      idsFound++;
    }
  }
  if (!isChange || idsFound < ids.length) return undefined;
  return isRepeatable ? "idempotentWrite" : "write";
}

/**
 * Reads an update once, to prove that it is sent as it stands: it keeps the rules of validateEssentials, and has nothing but properties of
 * its own. What is not certain is left to those rules, which know why.
 *
 * @returns the effect of sending it; undefined if anything is not certain
 */
export function soundEffect(update: unknown, rules: UpdateRules): Effect | undefined {
  try {
    const isPlain = isRecord(update) && Object.getPrototypeOf(update) === Object.prototype;
    return isPlain ? effectOf(update, rules) : undefined;
  } catch {
    // A record that a program made may fail when it is read.
    return undefined;
  }
}
