/** Removes the secrets of a connection, and those that a run is given, from everything that the page gets. */
import { redactor } from "mixpanel-connector/client";
import type { Target } from "../../cli/src/connection";

/** Replaces each secret in a text. */
export type Mask = (text: string) => string;

const SECRET_FIELDS: readonly string[] = ["password", "projectToken", "gdprToken"];

/** The secrets of both connections. */
export function secretsOf({ connection, second }: Pick<Target, "connection" | "second">): string[] {
  const fields = [connection, second].flatMap((one) => Object.entries(one?.fields ?? {}));
  return fields.filter(([key, value]) => SECRET_FIELDS.includes(key) && value !== "").map(([, value]) => value);
}

/** Also finds a secret within Basic credentials, and in every other form that a server may write it in. */
export const maskOf = (secrets: readonly string[]): Mask => redactor({}, secrets);

/** A JSON value in which each secret is replaced, in keys, texts and numbers. */
export function masked(value: unknown, mask: Mask): unknown {
  const json = JSON.stringify(value);
  // Most values have none, and one long text is searched faster than many short ones.
  return json === undefined || mask(json) === json ? value : maskedDeep(JSON.parse(json), mask);
}

function maskedDeep(value: unknown, mask: Mask): unknown {
  if (typeof value === "string") return mask(value);
  if (typeof value === "number") return mask(String(value)) === String(value) ? value : mask(String(value));
  if (Array.isArray(value)) return value.map((one) => maskedDeep(one, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [mask(key), maskedDeep(one, mask)]));
}
