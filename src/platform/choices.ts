import type { Element } from "@prismatic-io/spectral";
import { MixpanelResponseError } from "../mixpanel/errors";
import { isRecord, type JsonObject } from "../mixpanel/records/json";

/** What a list without a name for an entry shows in its place is its ID. */
export function choice(id: unknown, name: unknown, kind?: string): Element[] {
  if ((typeof id !== "string" || id === "") && typeof id !== "number") return [];
  const key = String(id);
  const shown = typeof name === "string" && name.trim() !== "" ? name : key;
  return [{ key, label: kind === undefined ? shown : `${shown} (${kind})` }];
}

/** Texts that are their own labels, such as names of events. */
export const textChoices = (texts: readonly unknown[]): Element[] => texts.flatMap((text) => choice(text, text));

/**
 * The entries of a list whose shape Mixpanel does not describe: a list, or an object with the IDs as keys, either of them bare or once or
 * twice below `results`. Each has its ID under `id`.
 *
 * @param operation the row that was called, for the error
 * @throws MixpanelResponseError where the response holds no list
 */
export function entriesOf(response: unknown, operation: string): JsonObject[] {
  let list = response;
  while (isRecord(list) && "results" in list) list = list.results;
  if (list === null) return [];
  if (Array.isArray(list)) return list.filter(isRecord);
  const byId = isRecord(list) ? Object.entries(list) : [];
  const entries = byId.flatMap(([id, entry]) => (isRecord(entry) ? [{ id, ...entry }] : []));
  if (isRecord(list) && entries.length === byId.length) return entries;
  throw new MixpanelResponseError({
    operation,
    status: 200,
    message: `${operation}: Mixpanel answered 200, but with no list that can be read.`,
  });
}

/** Choices without those that are there twice; where two have the same label, it says the ID as well. Sorted by label. */
export function tidied(elements: readonly Element[]): Required<Pick<Element, "key" | "label">>[] {
  const byKey = new Map(elements.map((element) => [element.key, element]));
  const counts = new Map<string, number>();
  for (const { key, label = key } of byKey.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...byKey.values()]
    .map(({ key, label = key }) => ({ key, label: (counts.get(label) ?? 0) > 1 ? `${label} (${key})` : label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
