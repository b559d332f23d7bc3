import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, GZIPPED_JSON } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { storedAll } from "../../support/ingestion";
import { useWire } from "../../support/wire";

const bare = { order_id: "A-1", distinct_id: "user-1", time: 1700000000, revenue: 49.9 };
const order = { ...bare, products: [{ sku: "tea" }] };
const identity = { time: 1700000000000, distinct_id: "user-1", order_id: "A-1" };

/** The events of the order. */
const events = ({
  names = ["Order Completed", "Product Purchased"],
  own = {},
  key = ["order", "A-1"] as unknown[],
} = {}) => [
  {
    event: names[0],
    properties: { products: [{ sku: "tea" }], revenue: 49.9, ...identity, $insert_id: contentInsertId(...key), ...own },
  },
  {
    event: names[1],
    properties: { sku: "tea", ...identity, $insert_id: contentInsertId(...key, "item", ['[["sku","tea"]]', 0]) },
  },
];
const json = events();
/** The event of an order without items. */
const own = {
  event: "Order Completed",
  properties: { revenue: 49.9, ...identity, $insert_id: contentInsertId("order", "A-1") },
};

/** A field under another name. */
const moved = (field: string, name: string, input: string) => {
  const { [field]: value, ...rest }: Record<string, unknown> = order;
  return [`${field} under another name`, { orders: [{ ...rest, [name]: value }], [input]: name }, { json }] as const;
};
const refund = (id: unknown) =>
  events({
    names: ["Order Refunded", "Product Refunded"],
    own: { revenue: -49.9 },
    key: ["refund", "A-1", id],
  });

const refundOf = (id: unknown) => ({
  event: "Order Refunded",
  properties: { ...own.properties, revenue: -49.9, $insert_id: contentInsertId("refund", "A-1", id) },
});

describeAction({
  key: "trackPurchase",
  params: { orders: [bare], profileRevenue: false },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/import",
    query: { project_id: PROJECT_ID, strict: "1", ip: "0" },
    headers: { ...authorized, ...GZIPPED_JSON },
    json: [own],
  },
  reply: { body: { code: 200, num_records_imported: 1, status: "OK" } },
  result: {
    received: 1,
    imported: 1,
    rejected: 0,
    held: 0,
    events: 1,
    charges_added: 0,
    charges_present: 0,
    rejected_orders: [],
    held_orders: [],
    resume_from: null,
    stopped_by: null,
    outage: null,
    batches: 1,
    retries: 0,
    bytes: expect.any(Number),
    duration_ms: expect.any(Number),
  },
  optional: [
    ["failOnRejected", false, {}],
    ["orderEvent", "Bought", { json: [{ ...own, event: "Bought" }] }],
    ["orderType", "refunds", { json: [refundOf([1700000000000, -49.9])] }],
    ["itemEvent", "Bought Item", {}],
    ["refundEvent", "Paid Back", {}],
    ["refundItemEvent", "Item Paid Back", {}],
    ["itemsField", "", {}],
    ...["orderIdField", "userField", "timeField", "revenueField", "refundIdField"].map(
      (input) => [input, "", {}] as const,
    ),
    ["timeZone", "+02:00", {}],
    ["validateOnly", false, {}],
    ["concurrency", "1", {}],
    ["rateShare", 50, {}],
    ["resumeFrom", "0", {}],
  ],
  steering: [
    ...["failOnRejected", "validateOnly", "concurrency", "rateShare", "resumeFrom", "profileRevenue"],
    ...["orderIdField", "userField", "timeField", "revenueField", "itemsField", "refundIdField", "timeZone"],
    ...["itemEvent", "refundEvent", "refundItemEvent"],
  ],
  partner: {
    json: [{ ...own, properties: { $source: "example-partner", ...own.properties } }],
  },
  refusals: [
    ["nothing", { orders: "" }, "Orders"],
    ["a number", { orders: 7 }, "Orders"],
    ["a field that no order has", { revenueField: "amount" }, "Order Fields"],
    ["a time zone that does not exist", { timeZone: "Mars/Base" }, "Time Zone"],
    ["another kind of orders", { orderType: "gifts" }, "Order Type"],
  ],
});

const FORMS = [
  moved("order_id", "number", "orderIdField"),
  moved("distinct_id", "customer", "userField"),
  moved("time", "paid_at", "timeField"),
  moved("revenue", "total_price", "revenueField"),
  moved("products", "line_items", "itemsField"),
  [
    "names of its own for items",
    { orders: [order], itemEvent: "Bought Item" },
    { json: events({ names: ["Order Completed", "Bought Item"] }) },
  ],
  ["an order as text", { orders: JSON.stringify(order) }, { json }],
  [
    "orders as CSV",
    { orders: 'order_id,distinct_id,time,revenue,products\nA-1,user-1,1700000000,49.9,"[{""sku"":""tea""}]"\n' },
    { json },
  ],
  ["a file", { orders: { data: Buffer.from(JSON.stringify([order])), contentType: "application/json" } }, { json }],
  ["a time in a zone", { orders: [{ ...order, time: "2023-11-15 00:13:20" }], timeZone: "+02:00" }, { json }],
  [
    "refunds with positive amounts",
    { orders: [order], orderType: "refunds" },
    { json: refund([1700000000000, -49.9]) },
  ],
  [
    "a refund with an ID and names of its own",
    {
      orders: [{ ...order, revenue: -49.9, refund: "R-7" }],
      refundIdField: "refund",
      refundEvent: "Paid Back",
      refundItemEvent: "Item Paid Back",
    },
    {
      json: refund("R-7").map(({ properties }, at) => ({
        event: ["Paid Back", "Item Paid Back"][at],
        properties: { ...properties, refund_id: "R-7" },
      })),
    },
  ],
] as const;

describe("trackPurchase, with line items", () => {
  const wire = useWire();

  test.each(FORMS.map(([what, params, { json }]) => ({ what, params, json })))(
    "W6: takes $what",
    async ({ params, json }) => {
      wire.current.replyAlways(storedAll);
      const outcome = await runAction("trackPurchase", {
        connection: connections.full,
        params: { profileRevenue: false, ...params },
      });
      expect(outcome).toMatchObject({ value: { data: { imported: 1, events: 2 } } });
      expect(wire.current.request.json).toEqual(json);
    },
  );
});

describe("trackPurchase, with what an order lacks", () => {
  const wire = useWire();
  const tracking = (params: Record<string, unknown>, connection = connections.full) =>
    runAction("trackPurchase", { connection, params: { profileRevenue: false, ...params } });
  const lacking = { ...order, order_id: "A-2", revenue: null };

  test("W6, expectation 2: fails by default and names the order", async () => {
    wire.current.reply({ body: { code: 200, num_records_imported: 2, status: "OK" } });
    expect(await tracking({ orders: [order, lacking] })).toMatchObject({
      error: {
        message: expect.stringMatching(/1 of 2 orders were rejected, 1 are complete.*order A-2 at position 1.*revenue/),
      },
    });
  });

  test("W6, expectation 2: succeeds with Fail On Rejected off and returns the order", async () => {
    wire.current.reply({ body: { code: 200, num_records_imported: 2, status: "OK" } });
    expect(await tracking({ orders: [order, lacking], failOnRejected: false })).toMatchObject({
      value: { data: { imported: 1, rejected_orders: [{ position: 1, order_id: "A-2", rule: "revenue_missing" }] } },
    });
  });

  test("W6: an amount for profiles goes to no other project than the events", async () => {
    const params = { orders: [order], profileRevenue: true, project_id: "999" };
    expect(await tracking(params)).toMatchObject({ error: { name: "InputError", input: "Project ID" } });
    expect(wire.current.requests).toEqual([]);
  });

  test("W6: an amount for profiles needs the project token before anything is sent", async () => {
    expect(await tracking({ orders: [order], profileRevenue: true }, connections.accountOnly)).toMatchObject({
      error: { message: expect.stringContaining("Project Token") },
    });
    expect(wire.current.requests).toEqual([]);
  });
});
