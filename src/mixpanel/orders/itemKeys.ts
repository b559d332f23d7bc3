import { contentInsertId } from "../ingest/insertId";
import type { JsonObject } from "../records/json";

/** Fields by which shops tell line items apart. */
const IDS = ["line_item_id", "id", "product_id", "variant_id", "sku"];

/**
 * What tells each line item from the others of its order, also where a later run reads them in another order: its IDs, or its whole content
 * if it has none. Items with the same IDs are numbered in the order of their content.
 */
export function itemKeys(items: readonly JsonObject[]): unknown[] {
  const keys: unknown[] = [];
  const counts = new Map<string, number>();
  const known = items.map((item, at) => {
    const content = contentInsertId(item);
    const ids = IDS.flatMap((name) => (item[name] === undefined || item[name] === "" ? [] : [[name, item[name]]]));
    return { at, content, identity: ids.length === 0 ? content : JSON.stringify(ids) };
  });
  known.sort((a, b) => (a.content === b.content ? 0 : a.content < b.content ? -1 : 1));
  for (const { at, identity } of known) {
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    keys[at] = [identity, count];
  }
  return keys;
}
