/** Compares what Mixpanel has with what the tables say it must have. */
import { isDeepStrictEqual } from "node:util";
import type { Row } from "../src/warehouse";
import type { Rig } from "./rig";

/** The placeholder that the sample has in place of some users. Mixpanel rejects it. */
export const PLACEHOLDER = "anonymous";

const iso = (text: unknown) => new Date(String(text).replace(" ", "T").replace(/\+00$/, "Z")).toISOString();

/** Leaves out what is null: Sync Rows does not send it. */
const filled = (properties: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));

/** The event that a row must have become, without its insert ID. */
function eventOf(row: Row): Record<string, unknown> {
  const { order_id, status, updated_at, customer_id, amount, placed_on, delivered_at, items, ...others } = row;
  return {
    event: `Order ${status}`,
    time: Date.parse(`${String(updated_at).replace(" ", "T")}Z`),
    distinct_id: customer_id ?? "",
    ...filled({
      ...others,
      status,
      "Order ID": order_id,
      Amount: Number(amount),
      "Placed On": iso(placed_on),
      "Delivered At": delivered_at === null ? null : iso(delivered_at),
      Items: items,
      Source: "warehouse",
    }),
  };
}

/** Orders that Mixpanel has not, has wrong, or has twice. */
export async function wrongOrders(rig: Rig): Promise<string[]> {
  const stored = new Map<string, unknown>();
  const wrong: string[] = [];
  for (const { event, time, properties } of rig.events()) {
    // The time in milliseconds is beside the properties, where Mixpanel has seconds.
    const { $insert_id, mp_processing_time_ms, time: _, ...others } = properties;
    const key = `${properties["Order ID"]} at ${time}`;
    if (stored.has(key)) wrong.push(`${key}: twice`);
    stored.set(key, { event, time, ...others });
  }
  for (const row of await rig.query("SELECT * FROM orders")) {
    const expected = eventOf(row);
    const key = `${row.order_id} at ${expected.time}`;
    const found = stored.get(key);
    if (row.customer_id === PLACEHOLDER) {
      if (found !== undefined) wrong.push(`${key}: without a user`);
    } else if (!isDeepStrictEqual(found, expected))
      wrong.push(`${key}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  }
  return wrong;
}

/** The profile that a row must have become. */
function profileOf({ email, name, plan, credit, signed_up, tags }: Row): Record<string, unknown> {
  const named = { $email: email, $name: name, Plan: plan, Tags: tags };
  return filled({ ...named, Credit: credit === null ? null : Number(credit), $created: iso(signed_up) });
}

/** Customers whose profile is missing, differs, or should not be there. */
export async function wrongCustomers(rig: Rig): Promise<string[]> {
  const stored = new Map(
    rig.profiles().map(({ distinctId, properties: { $last_seen: _, ...properties } }) => [distinctId, properties]),
  );
  const wrong: string[] = [];
  for (const row of await rig.query("SELECT * FROM customers")) {
    const id = String(row.customer_id);
    const [found, expected] = [stored.get(id), profileOf(row)];
    if (!isDeepStrictEqual({ ...found }, expected))
      wrong.push(`${id}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
    stored.delete(id);
  }
  return [...wrong, ...[...stored.keys()].map((id) => `${id}: not in the table`)];
}
