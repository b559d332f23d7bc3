/** Texts that many events have in common, kept once: JSON.parse makes a new one for each event. */
import type { JsonObject } from "../types";

/** Longer texts are rarely the same. */
const MAX_LENGTH = 64;
/** When so many texts are known, all are forgotten: those that are common are soon known again. */
const MAX_TEXTS = 100_000;

const texts = new Map<string, string>();

/** The same text, as it was first seen. */
export function sharedText(text: string): string {
  if (text.length > MAX_LENGTH) return text;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size === MAX_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}

/** Replaces the texts of properties and of lists among them by shared ones, in place. */
export function shareTexts(properties: JsonObject): void {
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    if (typeof value === "string" && name !== "$insert_id") properties[name] = sharedText(value);
    else if (Array.isArray(value)) shareItems(value);
  }
}

function shareItems(items: unknown[]): void {
  for (const [at, item] of items.entries()) if (typeof item === "string") items[at] = sharedText(item);
}
