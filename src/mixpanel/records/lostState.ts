import type { JsonObject } from "./json";

/**
 * Whether a state that cannot be read may be one of the thing that is polled: it is damaged, or another version of this component wrote it.
 * What changed since the poll that kept it is then not known. A state that says that it belongs to something else is not lost.
 */
export const isLost = (unreadable: JsonObject, of: string): boolean =>
  Object.keys(unreadable).length > 0 && (unreadable.of === of || typeof unreadable.of !== "string");
