import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { InputError } from "../../../src/mixpanel/errors";
import { assertAllOrders, sendOrders } from "../../../src/mixpanel/orders/sendOrders";
import type { OrderOptions } from "../../../src/mixpanel/orders/types";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import type { RowInput } from "../../../src/mixpanel/rows/source";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, sendJson, serve } from "../../support/localServer";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [{ id: 1, token: "token-1" }] } });
});
afterEach(async () => {
  await sandbox.close();
  await closeServers();
});

const clientOf = (url: string) =>
  new MixpanelClient({
    credentials: { username: "sandbox.user", password: "sandbox-secret", projectToken: "token-1" },
    projectId: "1",
    apiHost: url,
    transport: fakeTime().options,
  });

const TIME = 1_700_000_000;
const ITEMS = [
  { product_id: "sku-1", price: 9.95, quantity: 2 },
  { product_id: "sku-2", price: "30.00", quantity: 1, revenue: 30 },
];
const order = (id: unknown, more: object = {}) => ({
  order_id: id,
  distinct_id: "user-1",
  time: TIME,
  revenue: 49.9,
  currency: "USD",
  total: 59.9,
  coupon: "WINTER",
  city: "Rome",
  products: ITEMS,
  ...more,
});

const send = (orders: RowInput, options: OrderOptions = {}, url = sandbox.url) =>
  sendOrders(clientOf(url), orders, { profileRevenue: true, ...options });

const stored = () =>
  [...(sandbox.projects.get(1)?.events.range() ?? [])].map(({ event, properties }) => ({ event, properties }));
const transactions = (user = "user-1") => sandbox.projects.get(1)?.profiles.get(user)?.properties.$transactions ?? [];
const revenue = () =>
  stored().reduce((sum, { properties }) => sum + (typeof properties.revenue === "number" ? properties.revenue : 0), 0);

test("W6: an order is an event, each line item is one, and its amount is on the profile", async () => {
  const result = await send([order("A-1")]);
  expect(result).toMatchObject({ received: 1, imported: 1, rejected: 0, held: 0, events: 3, charges_added: 1 });
  const shared = { distinct_id: "user-1", order_id: "A-1", currency: "USD", city: "Rome" };
  const events = stored();
  expect(events).toHaveLength(3);
  expect(events).toEqual(
    expect.arrayContaining([
      {
        event: "Order Completed",
        properties: expect.objectContaining({ ...shared, revenue: 49.9, total: 59.9, coupon: "WINTER" }),
      },
      {
        event: "Product Purchased",
        properties: expect.objectContaining({ ...shared, product_id: "sku-1", quantity: 2 }),
      },
      {
        event: "Product Purchased",
        properties: expect.objectContaining({ ...shared, product_id: "sku-2", price: 30, item_revenue: 30 }),
      },
    ]),
  );
  for (const { properties } of events.filter(({ event }) => event === "Product Purchased"))
    expect(Object.keys(properties)).not.toEqual(expect.arrayContaining(["total"]));
  expect(transactions()).toEqual([
    { $time: "2023-11-14T22:13:20", $amount: 49.9, order_id: "A-1", insert_id: expect.any(String) },
  ]);
});

test("W6, expectations 4 and 21: the same orders twice, in one run and in two, change no count and no sum", async () => {
  const orders = [order("A-1"), order("A-2", { distinct_id: "user-2" }), order("A-1")];
  await send(orders);
  const before = { events: stored().length, revenue: revenue() };
  const again = await send(orders);
  expect(again).toMatchObject({ imported: 3, charges_added: 0, charges_present: 2 });
  expect({ events: stored().length, revenue: revenue() }).toEqual(before);
  expect(before.revenue).toBeCloseTo(2 * 49.9);
  expect(transactions()).toHaveLength(1);
  expect(transactions("user-2")).toHaveLength(1);
});

test("W6, expectation 21: a refund is an event of its own with a negative amount, and several of an order add up", async () => {
  await send([order("A-1", { revenue: 100 })]);
  const refunds = [
    order("A-1", { revenue: -30, time: TIME + 60 }),
    order("A-1", { revenue: -20, time: TIME + 60, products: [] }),
  ];
  await send(refunds);
  await send([order("A-1", { revenue: "15.50", refund_id: "R-3", products: null })], { refunds: true });
  await send(refunds);
  expect(revenue()).toBeCloseTo(100 - 30 - 20 - 15.5);
  const names = stored().map(({ event }) => event);
  expect(names.filter((name) => name === "Order Refunded")).toHaveLength(3);
  expect(names.filter((name) => name === "Product Refunded")).toHaveLength(2);
  const amounts = (transactions() as JsonObject[]).map(({ $amount }) => $amount);
  expect(amounts.sort()).toEqual([-15.5, -20, -30, 100].sort());
});

test("W6, expectation 4: insert IDs have at most 36 letters, digits and hyphens, and differ, whatever the order's ID is", async () => {
  const ids = fc.uniqueArray(fc.oneof(fc.uuid(), fc.string({ minLength: 1 }), fc.nat().map(String)), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(ids, fc.nat(4), async (orderIds, items) => {
      const sent: JsonObject[] = [];
      const server = await serve((response, request) => {
        const list = jsonOf(request) as JsonObject[];
        sent.push(...list);
        sendJson(response, { code: 200, status: "OK", num_records_imported: list.length });
      });
      const orders = orderIds.map((id) => order(id, { products: Array(items).fill({ sku: "same" }) }));
      const { imported } = await send(orders, { profileRevenue: false }, server.url);
      const insertIds = sent.map(({ properties }) => String(Object(properties).$insert_id));
      expect(insertIds.filter((id) => !/^[A-Za-z0-9-]{1,36}$/.test(id))).toEqual([]);
      expect(new Set(insertIds).size).toBe(imported * (items + 1));
      await closeServers();
    }),
    { numRuns: 15 },
  );
});

test("W6, expectation 2: the order whose item Mixpanel rejects is blamed, and gets no amount", async () => {
  const charged: unknown[] = [];
  const server = await serve((response, { url, ...request }) => {
    if (url.startsWith("/import")) {
      const list = jsonOf({ url, ...request }) as { properties: JsonObject }[];
      const failed = list.flatMap(({ properties }, index) =>
        properties.product_id === "bad"
          ? [{ index, insert_id: properties.$insert_id, field: "properties.product_id", message: "is invalid" }]
          : [],
      );
      const num_records_imported = list.length - failed.length;
      sendJson(
        response,
        {
          code: 400,
          status: "Bad Request",
          error: "some data points failed",
          failed_records: failed,
          num_records_imported,
        },
        400,
      );
    } else if (url.startsWith("/engage")) {
      charged.push(...(jsonOf({ url, ...request }) as unknown[]));
      sendJson(response, { status: 1, error: null });
    } else sendJson(response, { results: [], page: 0, page_size: 1000, session_id: "s", status: "ok", total: 0 });
  });
  const orders = [order("A"), order("B"), order("C", { products: [...ITEMS, { product_id: "bad" }] }), order("D")];
  const result = await send(orders, {}, server.url);
  expect(result).toMatchObject({ received: 4, imported: 3, rejected: 1, held: 0, charges_added: 3 });
  expect(result.rejected_orders).toEqual([
    expect.objectContaining({ position: 2, order_id: "C", item: 2, field: "properties.product_id" }),
  ]);
  expect(charged.map((update) => Object(update).$append.$transactions.order_id)).toEqual(["A", "B", "D"]);
  expect(() => assertAllOrders("trackPurchase", result)).toThrow(
    /1 of 4 orders were rejected.*order C at position 2.*item 2/,
  );
});

test.each([
  ["no ID", { order_id: "" }, "order_id", "order_id_missing", null],
  ["an ID that is a placeholder", { order_id: "undefined" }, "order_id", "order_id_missing", null],
  ["an ID that was rounded", { order_id: 2 ** 60 }, "order_id", "order_id_type", null],
  ["no time", { time: null }, "time", "time_missing", null],
  ["an impossible day", { time: "2023-02-30" }, "time", "time_impossible", null],
  ["no amount", { revenue: undefined }, "revenue", "revenue_missing", null],
  ["an amount that is no number", { revenue: "49,90 €" }, "revenue", "value_number", null],
  ["items that are no list", { products: { sku: 1 } }, "products", "items_list", null],
  ["an item that is no object", { products: [{}, "sku"] }, "products.1", "item_object", 1],
  ["a price that is no number", { products: [{}, { price: "free" }] }, "products.1.price", "value_number", 1],
  ["a time in the far future", { time: "2099-01-01" }, "properties.time", "time_too_late", null],
  ["a placeholder as the user", { distinct_id: "null" }, "properties.distinct_id", "distinct_id_refused", null],
])("W6, expectation 1: an order with %s is rejected as a whole, and named", async (_, wrong, field, rule, item) => {
  const result = await send([order("A"), order("B", wrong), order("C")]);
  expect(result).toMatchObject({ received: 3, imported: 2, rejected: 1, charges_added: 2 });
  expect(result.rejected_orders).toEqual([expect.objectContaining({ position: 1, field, rule, item })]);
  expect(stored()).toHaveLength(6);
});

test("W6, expectation 11: an order without a user has events without a user, and no profile", async () => {
  const result = await send([order("A", { distinct_id: "" }), order("B", { distinct_id: null })]);
  expect(result).toMatchObject({ imported: 2, charges_added: 0 });
  expect(stored().map(({ properties }) => properties.distinct_id)).toEqual(Array(6).fill(""));
  expect(sandbox.projects.get(1)?.profiles.size).toBe(0);
});

test("W6, expectation 19: a field that no order has is refused before anything is sent", async () => {
  const sending = send([order("A")], { fields: { revenue: "amount" } });
  await expect(sending).rejects.toThrow(InputError);
  await expect(sending).rejects.toThrow(/"amount".*order_id, distinct_id/);
  expect(stored()).toEqual([]);
});

test("W6: other names of fields, paths, CSV and text times in a zone", async () => {
  const fields = {
    orderId: "id",
    distinctId: "customer.id",
    time: "created_at",
    revenue: "total_price",
    items: "line_items",
  };
  const shop = {
    id: 1001,
    customer: { id: 7 },
    created_at: "2023-11-15 00:13:20",
    total_price: "12.50",
    line_items: [{ sku: "a" }],
  };
  await send([shop], { fields, zone: "+02:00", names: { order: "Bought" } });
  const csv = 'order_id,distinct_id,time,revenue,products,note\nA-9,8,1700000000,-5,"[{""sku"":""b""}]",\n';
  await send(csv);
  const events = stored();
  expect(events.map(({ event }) => event).sort()).toEqual([
    "Bought",
    "Order Refunded",
    "Product Purchased",
    "Product Refunded",
  ]);
  expect(events.map(({ properties }) => properties.time)).toEqual(Array(4).fill(TIME));
  expect(transactions("7")).toEqual([expect.objectContaining({ $amount: 12.5, order_id: "1001" })]);
  expect(transactions("8")).toEqual([expect.objectContaining({ $amount: -5, order_id: "A-9" })]);
});

test("W6, expectations 3 and 17: an outage holds orders, and the next run completes them without duplicates", async () => {
  let isDown = true;
  const server = await serve(async (response, { url, method, headers, body }) => {
    if (url.startsWith("/engage") && isDown) return sendJson(response, { error: "down" }, 503);
    const { host: _, "content-length": _length, connection: _connection, ...rest } = headers;
    const answer = await fetch(`${sandbox.url}${url}`, { method, headers: rest as Record<string, string>, body });
    sendJson(response, await answer.json(), answer.status);
  });
  const orders = [order("A"), order("B", { distinct_id: "user-2" })];
  const first = await send(orders, {}, server.url);
  expect(first).toMatchObject({ received: 2, imported: 0, held: 2, events: 6, resume_from: 0, stopped_by: "outage" });
  isDown = false;
  const second = await send(orders, { resumeFrom: first.resume_from ?? 0 }, server.url);
  expect(second).toMatchObject({ imported: 2, held: 0, charges_added: 2, resume_from: null });
  expect(stored()).toHaveLength(6);
  expect(transactions()).toHaveLength(1);
});

test("W6, expectation 4: items in another order after a broken request are each stored once", async () => {
  const orders = Array.from({ length: 10 }, (_, n) =>
    order(`A-${n}`, {
      products: Array.from({ length: 300 }, (_, at) => {
        const sold = { name: `Tea ${at >> 1}`, price: at };
        // With an ID; two of a product; without an ID; twice the same.
        return [{ sku: `s-${at}`, ...sold }, { product_id: "p", ...sold }, sold, { name: "Gift" }][at % 4];
      }),
    }),
  );
  let requests = 0;
  const server = await serve(async (response, { url, method, headers, body }) => {
    if (url.startsWith("/import") && ++requests > 1) return sendJson(response, { error: "no" }, 401);
    const { host: _, "content-length": _length, connection: _connection, ...rest } = headers;
    const answer = await fetch(`${sandbox.url}${url}`, { method, headers: rest as Record<string, string>, body });
    sendJson(response, await answer.json(), answer.status);
  });
  const first = await send(orders, { concurrency: 1 }, server.url);
  expect(first).toMatchObject({ stopped_by: "outage", events: 2000 });
  const reversed = orders.map(({ products, ...rest }) => ({ ...rest, products: [...products].reverse() }));
  expect(await send(reversed)).toMatchObject({ imported: 10, held: 0, charges_added: 10 - first.charges_added });
  const named = stored().map(({ properties: { order_id, name, price } }) => JSON.stringify([order_id, name, price]));
  const expected = orders.flatMap(({ order_id, products }) => [
    JSON.stringify([order_id, undefined, undefined]),
    ...products.map((item) => JSON.stringify([order_id, Object(item).name, Object(item).price])),
  ]);
  expect(named.sort()).toEqual(expected.sort());
  expect(revenue()).toBeCloseTo(499);
  expect(transactions()).toHaveLength(10);
});

test("W6: an order with more items than a list may have is sent, with an event for each of them", async () => {
  const products = Array.from({ length: 300 }, (_, at) => ({ sku: `s-${at}` }));
  expect(await send([order("A", { products })])).toMatchObject({ imported: 1, events: 301 });
  const [own] = stored().filter(({ event }) => event === "Order Completed");
  expect(own?.properties.products).toEqual(products.slice(0, 254));
});

test("W6, expectation 2: what is wrong is named as it came, with the item", async () => {
  const { rejected_orders } = await send([
    order("undefined"),
    order("B", { products: "tea" }),
    order("C", { products: [{}, 5] }),
  ]);
  expect(rejected_orders.map(({ item, message }) => [item, message])).toEqual([
    [null, expect.stringMatching(/^order_id: got "undefined", expected a real ID/)],
    [null, expect.stringMatching(/^products: got "tea", expected a list/)],
    [1, expect.stringMatching(/^products\.1: got 5, expected an object/)],
  ]);
  const csv = await send("order_id,distinct_id,time,revenue\nA,u,1700000000,5\nB,u,1700000000\n");
  expect(csv).toMatchObject({ imported: 1, rejected: 1 });
  expect(csv.rejected_orders[0]?.message).toMatch(/^the row: got 3 values, expected 4, as the header has/);
});

test("W6, expectation 20: Validate Only names what is wrong and sends nothing", async () => {
  const result = await send([order("A"), order("B", { revenue: null })], { validateOnly: true });
  expect(result).toMatchObject({ received: 2, rejected: 1, imported: 0, batches: 0 });
  expect(stored()).toEqual([]);
});

test("W6: more orders than one chunk holds are all sent, and read by one query a chunk", async () => {
  const orders = Array.from({ length: 2_500 }, (_, at) => order(`A-${at}`, { distinct_id: `u-${at}`, products: [] }));
  expect(await send(orders)).toMatchObject({ received: 2_500, imported: 2_500, events: 2_500, charges_added: 2_500 });
  expect(transactions("u-2499")).toHaveLength(1);
});
