import { JsonBoundError } from "./boundedJson";

/** Sets a property, also one named __proto__: an assignment would change the prototype. */
export function setOwn(into: JsonObject, name: string, value: unknown): void {
  if (name !== "__proto__") into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object: neither null nor an array. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where parseJson found an error, to be appended to "text that is not JSON": ` (fault at position 12)`. Empty if it does not say. */
export function faultIn(error: unknown): string {
  if (error instanceof JsonBoundError) return ` within the bounds of this connector (${error.message})`;
  const message = error instanceof Error ? error.message : "";
  const at = /end of JSON/.test(message) ? "its end" : /position \d+/.exec(message)?.[0];
  return at === undefined ? "" : ` (fault at ${at})`;
}
