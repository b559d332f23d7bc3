import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import { updateMultipleProfiles } from "../endpoints/profiles";
import { InputError, MixpanelValidationError } from "../errors";
import { DISTINCT_IDS_PER_QUERY } from "../profiles/lookups";
import { closing } from "../records/given";
import { BrokenRow } from "../rows/csv";
import { misshapenRow } from "../rows/rows";
import { type RowInput, type RowSource, rowSource } from "../rows/source";
import { eventViolations } from "../rows/syncRows";
import { readZone } from "../rows/times";
import { Chunk } from "./chunk";
import { ORDER_EVENTS, ORDER_FIELDS } from "./names";
import { OrdersRun } from "./ordersRun";
import { orderReader, RefusedOrder } from "./readOrder";
import type { OrderFields, OrderOptions, OrdersResult } from "./types";

/** Labels of the inputs, for errors. */
const INPUT = "Orders";
const FIELDS_INPUT = "Order Fields";

/** The users of so many orders can be looked up by one query, which counts toward an hourly limit. */
const CHUNK_ORDERS = DISTINCT_IDS_PER_QUERY;
/** Bounds the memory of orders with very many items. */
const CHUNK_EVENTS = 50_000;
const MAX_NAMED = 20;

const NEEDED = ["orderId", "distinctId", "time", "revenue"] as const;

/** The defaults, with the texts that were chosen instead. */
function chosenOr<T extends Record<keyof T, string>>(defaults: T, chosen: Partial<T> = {}): T {
  const values = { ...defaults };
  for (const key in defaults) values[key] = chosen[key] ?? defaults[key];
  return values;
}

/** @throws InputError for a field that no order has: a misspelled one would lose what it stands for in all orders */
function assertFields(source: RowSource, fields: OrderFields, chosen: Partial<OrderFields> = {}): void {
  const columns = source.columns(MAX_NAMED * 50);
  if (columns.length === 0) return;
  const names: readonly (keyof OrderFields)[] = [
    ...NEEDED,
    ...(chosen.items === undefined ? [] : (["items"] as const)),
  ];
  for (const name of names) {
    const field = fields[name];
    if (source.hasColumn(field) || source.hasColumn(field.split(".", 1)[0] ?? "")) continue;
    throw new InputError({
      input: FIELDS_INPUT,
      got: `the field "${field.slice(0, 40)}", which the orders do not have`,
      expected: `one of their fields: ${columns.slice(0, MAX_NAMED).join(", ")}`,
      fix: name === "distinctId" ? `For orders without a user, add "${field}" with empty text.` : undefined,
    });
  }
}

/** @throws MixpanelError if amounts cannot go to profiles of the same project */
function assertProfiles(client: MixpanelClient, projectId: string | undefined): void {
  requireProjectToken(client.options.credentials, updateMultipleProfiles.operation);
  if (projectId === undefined || projectId === client.options.projectId) return;
  throw new InputError({
    input: "Project ID",
    got: `${projectId}, together with Revenue On Profile`,
    expected: "the project of the connection, because its Project Token says where profiles are",
    fix: "Use a connection of that project, or turn Revenue On Profile off.",
  });
}

/** A row of a source as an object. Empty text of CSV is no value. */
function orderOf({ header, isCsv }: RowSource, row: unknown): unknown {
  if (header === undefined || !Array.isArray(row)) return row;
  const misshapen = misshapenRow(header, row);
  if (misshapen) return new RefusedOrder(null, misshapen);
  const values: [string, unknown][] = row.map((value, at) => [header[at] ?? "", value]);
  return Object.fromEntries(isCsv ? values.filter(([, value]) => value !== "") : values);
}

/**
 * Sends purchases: for each order, an event of its own with its `revenue`, one event for each line item, and the amount once on the profile
 * of its user. Refunds are events of their own, with a negative amount. Insert IDs are computed from the IDs of the order and of
 * the item, so that the same orders can be sent again: nothing is stored twice, and a run that ended early is completed.
 *
 * An order of which one event would be rejected is not sent at all. An outage is no error where a later run can go on: `resume_from` says
 * where.
 *
 * @throws InputError before anything is sent, if no order has a needed field; MixpanelError if nothing could be stored
 */
export function sendOrders(client: MixpanelClient, value: RowInput, options: OrderOptions = {}): Promise<OrdersResult> {
  return closing(INPUT, value, () => readOrders(client, value, options));
}

async function readOrders(client: MixpanelClient, value: RowInput, options: OrderOptions): Promise<OrdersResult> {
  const { clock } = client.transport;
  const begun = clock.now();
  const source = await rowSource(INPUT, value);
  const fields = chosenOr(ORDER_FIELDS, options.fields);
  assertFields(source, fields, options.fields);
  if (options.profileRevenue && !options.validateOnly) assertProfiles(client, options.projectId);
  const read = orderReader({
    fields,
    names: chosenOr(ORDER_EVENTS, options.names),
    refunds: options.refunds ?? false,
    toUtc: readZone(options.zone ?? "UTC"),
    check: eventViolations(begun),
  });
  const run = new OrdersRun(client, options);
  let chunk = new Chunk();
  let position = -1;
  let received = 0;
  for await (const row of source.rows) {
    position++;
    if (position < (options.resumeFrom ?? 0)) continue;
    received++;
    const given = row instanceof BrokenRow ? new RefusedOrder(null, row.reason.refuse("")) : orderOf(source, row);
    const order = given instanceof RefusedOrder ? given : read(given);
    if (order instanceof RefusedOrder) run.reject(position, order);
    else chunk.add(position, order);
    if (chunk.size < CHUNK_ORDERS && chunk.events.length < CHUNK_EVENTS) continue;
    const mayGoOn = await run.send(chunk);
    chunk = new Chunk();
    if (!mayGoOn) break;
  }
  await run.send(chunk);
  return { ...run.result(received), duration_ms: clock.now() - begun };
}

/** Fails if an order is not complete in Mixpanel. @throws MixpanelValidationError with the rejected orders */
export function assertAllOrders(operation: string, result: OrdersResult): void {
  const { received, imported, rejected, held, rejected_orders, held_orders, outage } = result;
  if (rejected + held === 0) return;
  const [first] = rejected_orders;
  const outcomes = [
    ...(rejected === 0 ? [] : [`${rejected} of ${received} orders were rejected`]),
    ...(held === 0 ? [] : [`${held} are not complete yet`]),
    `${imported} are complete`,
  ];
  const named =
    first === undefined
      ? ` ${outage?.message ?? held_orders[0]?.message ?? ""}`
      : ` First: order ${first.order_id ?? "without an ID"} at position ${first.position} (counted from 0)${first.item === null ? "" : `, item ${first.item}`}: ${first.message}`;
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${outcomes.join(", ")}.${named.replace(/\.$/, "")}. Correct what was rejected. All orders can be sent again: nothing is stored twice.`,
    failedRecords: rejected_orders.map(({ position: index, order_id: _order, item: _item, ...reason }) => ({
      index,
      ...reason,
    })),
    imported,
  });
}
