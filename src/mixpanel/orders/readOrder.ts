import type { MixpanelEvent } from "../ingest/completeEvent";
import { type Refused, refusal } from "../ingest/engine/options";
import { contentInsertId } from "../ingest/insertId";
import type { Violation } from "../ingest/validate";
import { isRefusedId } from "../ingest/validate/refusedIds";
import { ENTRIES_LIMIT } from "../ingest/validate/rule";
import { isRecord, type JsonObject } from "../records/json";
import { readId } from "../rows/ids";
import { Invalid, invalid } from "../rows/invalid";
import { readTime, type ToUtc } from "../rows/times";
import { converter } from "../rows/values";
import { itemKeys } from "./itemKeys";
import type { OrderEventNames, OrderFields } from "./types";

/** An amount for the profile of a user. */
export interface Charge {
  distinctId: string;
  orderId: string;
  /** That of the order's event: it identifies the charge, too. */
  insertId: string;
  timeMs: number;
  amount: number;
}

/** An order as events: that of the order first, then one for each line item. */
export interface OrderEvents {
  orderId: string;
  events: MixpanelEvent[];
  /** Undefined for an order without a user. */
  charge?: Charge;
}

/** Why an order cannot be sent. */
export class RefusedOrder {
  constructor(
    readonly orderId: string | null,
    readonly reason: Refused,
    readonly item: number | null = null,
  ) {}
}

export interface OrderReading {
  fields: OrderFields;
  names: OrderEventNames;
  refunds: boolean;
  toUtc: ToUtc;
  check(event: unknown): readonly Violation[];
}

/** What describes an order as a whole: on each of its items it would be counted again. Its currency is that of the items' prices, too. */
const ORDER_ONLY = new Set([
  "affiliation",
  "subtotal",
  "total",
  "revenue",
  "shipping",
  "tax",
  "discount",
  "coupon",
  "order_number",
]);
/** Mixpanel rejects an event with a longer list. Each item has an event of its own, too. */
export const MAX_LISTED_ITEMS = ENTRIES_LIMIT - 1;
const NUMBERS = new Set(["price", "quantity"]);

const auto = converter("auto", (ms) => ms);
const number = converter("number", (ms) => ms);
const json = converter("json", (ms) => ms);

/** The value of a field, which is a key of the order or a path of keys: `customer.id`. */
export function valueAt(order: JsonObject, field: string): unknown {
  if (Object.hasOwn(order, field)) return order[field];
  let value: unknown = order;
  for (const key of field.split(".")) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === "";
const missing = (rule: string, expected: string, field: string) =>
  new Invalid(rule, "nothing", expected, "Correct the order, or name another field in Order Fields.").refuse(field);

/** Copies properties as plain values; null is left out. @returns why one has no such value */
function copy(
  from: JsonObject,
  into: JsonObject,
  path: string,
  leaveOut: (key: string) => boolean,
): Refused | undefined {
  for (const [key, given] of Object.entries(from)) {
    if (leaveOut(key)) continue;
    const value = NUMBERS.has(key) && !isEmpty(given) ? number(given) : auto(given);
    if (value instanceof Invalid) return value.refuse(`${path}${key}`);
    if (value !== null && key !== "__proto__") into[key] = value;
  }
  return undefined;
}

/** The line items as plain objects. */
function itemsOf(given: unknown, field: string): JsonObject[] | RefusedOrder {
  if (isEmpty(given)) return [];
  const list = typeof given === "string" ? json(given) : given;
  const fix = "Pass one object for each line item.";
  if (!Array.isArray(list)) {
    const got = list instanceof Invalid ? given : list;
    return new RefusedOrder(null, invalid("items_list", got, "a list of line items", fix).refuse(field));
  }
  const items: JsonObject[] = [];
  for (const [at, item] of list.entries()) {
    if (!isRecord(item))
      return new RefusedOrder(null, invalid("item_object", item, "an object", fix).refuse(`${field}.${at}`), at);
    const plain: JsonObject = {};
    const refused = copy(item, plain, `${field}.${at}.`, () => false);
    if (refused) return new RefusedOrder(null, refused, at);
    items.push(plain);
  }
  return items;
}

/** Makes the function that turns an order into its events. All have the time of the order; their insert IDs come from the order's ID and the items'. */
export function orderReader({ fields, names, refunds, toUtc, check }: OrderReading) {
  const own = new Set(Object.values(fields));

  return (order: unknown): OrderEvents | RefusedOrder => {
    if (!isRecord(order))
      return new RefusedOrder(
        null,
        invalid("order_object", order, "an object", "Pass one object for each order.").refuse(""),
      );
    const orderId = readId(valueAt(order, fields.orderId));
    if (typeof orderId !== "string")
      return new RefusedOrder(
        null,
        invalid("order_id_type", orderId, "text", "Pass the ID as text.").refuse(fields.orderId),
      );
    const refuse = (reason: Refused, item: number | null = null) => new RefusedOrder(orderId || null, reason, item);
    if (orderId === "") return refuse(missing("order_id_missing", "the ID of the order", fields.orderId));
    if (isRefusedId(orderId)) {
      const fix = "Correct the order, or name another field in Order Fields.";
      return refuse(invalid("order_id_missing", orderId, "a real ID, not a placeholder", fix).refuse(fields.orderId));
    }

    const given = valueAt(order, fields.time);
    if (isEmpty(given)) return refuse(missing("time_missing", "the time of the order", fields.time));
    const time = readTime(given, toUtc);
    if (time instanceof Invalid) return refuse(time.refuse(fields.time));

    const paid = valueAt(order, fields.revenue);
    if (isEmpty(paid)) return refuse(missing("revenue_missing", "the amount of the order", fields.revenue));
    const read = number(paid);
    if (read instanceof Invalid) return refuse(read.refuse(fields.revenue));
    if (typeof read !== "number") return refuse(missing("revenue_missing", "the amount of the order", fields.revenue));
    const isRefund = refunds || read < 0;
    const revenue = isRefund && read !== 0 ? -Math.abs(read) : read;

    const distinctId = readId(valueAt(order, fields.distinctId));
    if (typeof distinctId !== "string") {
      const fix = "Pass the ID as text, or empty text if there is no user.";
      return refuse(invalid("distinct_id_type", distinctId, "text", fix).refuse(fields.distinctId));
    }
    const items = itemsOf(valueAt(order, fields.items), fields.items);
    if (items instanceof RefusedOrder) return refuse(items.reason, items.item);
    const refundId = readId(valueAt(order, fields.refundId));

    const shared: JsonObject = {};
    const refused = copy(order, shared, "", (key) => own.has(key));
    if (refused) return refuse(refused);
    const identity = {
      time,
      distinct_id: distinctId,
      order_id: orderId,
      ...(refundId !== "" && { refund_id: refundId }),
    };
    // Without an ID of its own, a refund is known by its time and amount.
    const key = isRefund ? ["refund", orderId, refundId === "" ? [time, revenue] : refundId] : ["order", orderId];
    const insertId = contentInsertId(...key);
    const keys = itemKeys(items);
    const products = items.length === 0 ? {} : { products: items.slice(0, MAX_LISTED_ITEMS) };
    const events: MixpanelEvent[] = [
      {
        event: isRefund ? names.refund : names.order,
        properties: { ...shared, ...products, revenue, ...identity, $insert_id: insertId },
      },
    ];
    const context = Object.fromEntries(Object.entries(shared).filter(([name]) => !ORDER_ONLY.has(name)));
    for (const [at, { revenue: item_revenue, ...item }] of items.entries()) {
      // Only the order's event has `revenue`, so that its sum is right over all events.
      const properties = { ...context, ...item, ...(item_revenue !== undefined && { item_revenue }), ...identity };
      const $insert_id = contentInsertId(...key, "item", keys[at]);
      events.push({ event: isRefund ? names.refundItem : names.item, properties: { ...properties, $insert_id } });
    }
    for (const [at, event] of events.entries()) {
      const violations = check(event);
      if (violations.length > 0)
        return refuse(refusal(violations, event.properties.$insert_id), at === 0 ? null : at - 1);
    }
    const charge = { distinctId, orderId, insertId, timeMs: time, amount: revenue };
    return { orderId, events, ...(distinctId !== "" && { charge }) };
  };
}
