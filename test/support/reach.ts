import type { ActionExpectation } from "./describeAction";
import { type Change, changed, type ExpectedRequest } from "./expectedRequest";

/** The texts, numbers and truth values in a value, as they may stand in a request. */
function leavesOf(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leavesOf);
  return value === undefined || value === null || value === "" ? [] : [String(value)];
}

function holds(request: ExpectedRequest, value: unknown): boolean {
  const { path, ...parts } = request;
  const words = [decodeURIComponent(path), ...leavesOf(parts), JSON.stringify(parts)];
  return leavesOf(value).every((leaf) => words.some((word) => word.includes(leaf)));
}

const isEmpty = (change: Change) => Object.keys(change).length === 0;

/**
 * The inputs of an action's expectation that no request shows. An optional one shows by what it alone changes; others by standing in a
 * request, word for word.
 */
export function unseenInputs(
  {
    params,
    request,
    optional = [],
    variants = [],
  }: Pick<ActionExpectation, "params" | "request" | "optional" | "variants">,
  inputs: readonly string[],
): string[] {
  return inputs.filter((input) => {
    if (optional.some(([name, , change]) => name === input && !isEmpty(change))) return false;
    if (input in params && holds(request, params[input])) return false;
    return !variants.some(
      ([, given, change]) =>
        input in given &&
        !isEmpty(change) &&
        (Object.keys(given).length === 1 || holds(changed(request, change), given[input])),
    );
  });
}
