import { rowsInputOf, timeZone } from "../../inputs/columns";
import { group } from "../../inputs/group";
import { booleanInput, choiceInput } from "../../inputs/kinds";
import { orderEventNames, orderFields } from "../../inputs/orders";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { concurrency, rateShare, resumeFrom } from "../../inputs/sending";
import { trackPurchase as endpoint } from "../../mixpanel/endpoints/events";
import { assertAllOrders, sendOrders } from "../../mixpanel/orders/sendOrders";
import type { HeldOrder, OrdersResult, RejectedOrder } from "../../mixpanel/orders/types";
import { defineAction } from "../../platform/defineAction";
import { logProgress } from "../../platform/progress";
import { choice, integer, list, nullable, object, optional, type PropertiesOf, text } from "../../platform/shape";

export const trackPurchase = defineAction({
  endpoint,
  label: "Track Purchase",
  description:
    "Sends orders: one event for the order with its revenue, one for each line item, and the amount once on the user's profile. Safe to run again",
  inputs: {
    orders: rowsInputOf(
      "Orders",
      {
        example: JSON.stringify([
          {
            order_id: "order-1001",
            distinct_id: "user-12345",
            time: "2026-01-15T10:00:00Z",
            revenue: 49.9,
            currency: "USD",
            products: [{ product_id: "sku-1", name: "Tea", price: 9.95, quantity: 2 }],
          },
        ]),
        comments:
          "One order, or any number of them: a JSON list, NDJSON, CSV with a header, or the list or file of a previous step, gzipped or not. Each order needs order_id, time and revenue, and distinct_id (the user), which may be empty; Order Fields is for other names. products is the list of line items, of which the order's event lists the first 254, because Mixpanel takes no more; each item has an event of its own. All other fields become properties of the order's event. The events of line items get them too, but for amounts of the whole order such as total, tax and discount. An empty list or file succeeds with no orders.",
      },
      "an order or a list of orders",
    ),
    orderType: choiceInput("Order Type", {
      choices: ["purchases", "refunds"],
      names: { purchases: "Purchases", refunds: "Refunds" },
      default: "purchases",
      comments:
        "What the orders are. Among purchases, an order with a negative amount is a refund. Of refunds, positive amounts are made negative. A refund is an event of its own, which leaves the event of its order as it is.",
    }),
    profileRevenue: booleanInput("Revenue On Profile", {
      default: true,
      comments:
        "When true, also adds the amount of each order to $transactions of its user's profile, where Query Transactions reads it. Because Mixpanel would add the same amount again each time, the step first reads the profiles of each 2,000 orders, which counts as one query of the hourly limit of 60, and needs the connection's Project Token. Profiles can show a change some seconds late, so the same orders should not be sent again at once. When false, only sends events.",
    }),
    project_id,
    region,
    failOnRejected: booleanInput("Fail On Rejected", {
      default: true,
      comments:
        "When true, the step fails if an order is rejected or not completely stored, and the error names the first one. Orders that were stored stay in Mixpanel, and can be sent again without harm. When false, the step succeeds and lists these orders.",
    }),
    orderFields,
    orderEventNames,
    sending: group("Sending Options", "How times are read, what is sent, how fast, and where to start.", {
      timeZone,
      validateOnly: booleanInput("Validate Only", {
        default: false,
        comments:
          "When true, checks every order and sends nothing; rejected_orders says what to correct. When false, sends the orders.",
      }),
      concurrency,
      rateShare,
      resumeFrom,
    }),
  },
  output: object({
    received: integer("Orders that this run read. Equals imported + rejected + held, unless Validate Only is true."),
    imported: integer("Orders that are complete in Mixpanel."),
    rejected: integer("Orders with something wrong in them."),
    held: integer("Orders that an outage or the time limit kept out of Mixpanel, in whole or in part."),
    events: integer("Events that Mixpanel accepted, those of line items included."),
    charges_added: integer("Orders whose amount was added to a profile."),
    charges_present: integer("Orders whose amount was on the profile before."),
    rejected_orders: list(
      object({
        position: integer("Position of the order in the input, from 0."),
        order_id: nullable(text("Null if the order has none.")),
        item: nullable(integer("Position of the line item, from 0. Null if it is the order itself.")),
        insert_id: optional(text()),
        field: optional(text("The field in the order, or the property of the event.")),
        rule: optional(text("The rule that it breaks, such as revenue_missing, if it was checked before sending.")),
        message: text(),
      } satisfies PropertiesOf<RejectedOrder>),
      "The first 1,000.",
    ),
    held_orders: list(
      object({
        position: integer("Position of the order in the input, from 0."),
        order_id: text(),
        message: text(),
      } satisfies PropertiesOf<HeldOrder>),
      "The next run sends them again, from resume_from on.",
    ),
    batches: integer("Number of requests with events or profile updates."),
    retries: integer("Number of retried requests."),
    bytes: integer("Bytes sent, before compression."),
    duration_ms: integer(),
    resume_from: nullable(
      integer("Resume From for the next run: position of the first order that is not complete. Null if none is left."),
    ),
    stopped_by: nullable(choice(["time", "outage"], "Why the run ended before the last order.")),
    outage: nullable(object({ code: text(), message: text() }, "The error that ended the run.")),
  } satisfies PropertiesOf<OrdersResult>),
  example: {
    received: 1,
    imported: 1,
    rejected: 0,
    held: 0,
    events: 2,
    charges_added: 1,
    charges_present: 0,
    rejected_orders: [],
    held_orders: [],
    batches: 2,
    retries: 0,
    bytes: 812,
    duration_ms: 310,
    resume_from: null,
    stopped_by: null,
    outage: null,
  },
  run: async ({ client, params, logger }) => {
    const { orders, orderType, failOnRejected, timeZone: zone, project_id: projectId, ...rest } = params;
    const result = await sendOrders(client, orders, {
      fields: {
        orderId: rest.orderIdField,
        distinctId: rest.userField,
        time: rest.timeField,
        revenue: rest.revenueField,
        items: rest.itemsField,
        refundId: rest.refundIdField,
      },
      names: {
        order: rest.orderEvent,
        item: rest.itemEvent,
        refund: rest.refundEvent,
        refundItem: rest.refundItemEvent,
      },
      refunds: orderType === "refunds",
      zone,
      profileRevenue: rest.profileRevenue,
      failOnOutage: failOnRejected,
      projectId,
      validateOnly: rest.validateOnly,
      concurrency: rest.concurrency,
      rateShare: rest.rateShare,
      resumeFrom: rest.resumeFrom,
      onProgress: logProgress(logger, "events"),
    });
    if (failOnRejected && !rest.validateOnly) assertAllOrders(endpoint.operation, result);
    return result;
  },
});
