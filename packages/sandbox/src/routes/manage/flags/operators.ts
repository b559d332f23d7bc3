/** The two comparisons that Mixpanel adds to JsonLogic for runtime rules: versions and points in time. */
import { add_operation } from "json-logic-js";
import { ownValue } from "../ownValue";

const NUMBER = "(0|[1-9]\\d*)";
/** Semantic versioning 2.0.0, with `v` before it and with minor and patch left out when they are 0. */
const VERSION = new RegExp(
  `^v?${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-([0-9a-z-]+(?:\\.[0-9a-z-]+)*))?(?:\\+[0-9a-z.-]+)?$`,
  "i",
);
/** Longest text that is taken for a version. */
const MAX_VERSION_LENGTH = 256;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}:\d{2}(\.\d+)?(z|[+-]\d{2}:\d{2})$/i;

/** Numbers by value and before words, words by their letters: section 11.4 of semantic versioning. */
function compareIdentifiers(a: string, b: string): number {
  const numbers = [a, b].map((text) => (/^\d+$/.test(text) ? BigInt(text) : null));
  const [left, right] = numbers;
  if (left !== null && left !== undefined && right !== null && right !== undefined)
    return left < right ? -1 : Number(left > right);
  if (left !== null) return -1;
  if (right !== null) return 1;
  return a < b ? -1 : Number(a > b);
}

function compareLists(a: string[], b: string[]): number {
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function parseVersion(value: unknown): { core: string[]; preRelease: string[] } | null {
  if (typeof value !== "string" || value.length > MAX_VERSION_LENGTH) return null;
  const match = VERSION.exec(value.trim());
  if (!match) return null;
  const [, major = "0", minor = "0", patch = "0", preRelease] = match;
  return { core: [major, minor, patch], preRelease: preRelease?.split(".") ?? [] };
}

function compareVersions(a: unknown, b: unknown): number | null {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (!left || !right) return null;
  const order = compareLists(left.core, right.core);
  if (order !== 0) return order;
  // A release comes after its pre-releases.
  if (left.preRelease.length === 0 || right.preRelease.length === 0)
    return right.preRelease.length - left.preRelease.length;
  return compareLists(left.preRelease, right.preRelease);
}

/** An RFC 3339 text against milliseconds since epoch, to the second. */
function compareInstants(actual: unknown, target: unknown): number | null {
  const targetMs = typeof target === "string" && /^-?\d+$/.test(target) ? Number(target) : target;
  if (typeof actual !== "string" || typeof targetMs !== "number" || !RFC_3339.test(actual)) return null;
  const actualMs = Date.parse(actual.toUpperCase());
  return Number.isNaN(actualMs) ? null : Math.floor(actualMs / 1000) - Math.floor(targetMs / 1000);
}

/** Whether an order (negative, zero, positive; null for what cannot be compared) is the one that the symbol asks for. */
function isOrder(order: number | null, symbol: unknown): boolean {
  if (order === null) return false;
  const holds: Readonly<Record<string, boolean>> = {
    "===": order === 0,
    "!==": order !== 0,
    "<": order < 0,
    "<=": order <= 0,
    ">": order > 0,
    ">=": order >= 0,
  };
  return ownValue(holds, String(symbol)) ?? false;
}

/** Makes `semver_compare` and `datetime_compare` known to JsonLogic: `[actual, symbol, target]`, false for what is neither. */
export function registerOperators(): void {
  add_operation("semver_compare", (actual: unknown, symbol: unknown, target: unknown) =>
    isOrder(compareVersions(actual, target), symbol),
  );
  add_operation("datetime_compare", (actual: unknown, symbol: unknown, target: unknown) =>
    isOrder(compareInstants(actual, target), symbol),
  );
}
