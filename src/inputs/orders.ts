import { ORDER_EVENTS, ORDER_FIELDS } from "../mixpanel/orders/names";
import { group } from "./group";
import { nameInput } from "./kinds";

/** Inputs that say what orders look like, and what their events are called. */

const field = (label: string, standard: string, comments: string) =>
  nameInput(label, {
    example: standard,
    comments: `${comments} A path such as customer.id reads an object within the order. Leave it empty for ${standard}.`,
  });

export const orderFields = group("Order Fields", "Which fields of an order have what its events need.", {
  orderIdField: field(
    "Order ID Field",
    ORDER_FIELDS.orderId,
    "The ID of the order, from which insert IDs are computed.",
  ),
  userField: field(
    "Distinct ID Field",
    ORDER_FIELDS.distinctId,
    "The distinct ID of the user. If it is empty, the order's events have no user.",
  ),
  timeField: field(
    "Time Field",
    ORDER_FIELDS.time,
    "The time of the order: text such as 2026-01-15T10:00:00Z, or a number since 1970.",
  ),
  revenueField: field(
    "Revenue Field",
    ORDER_FIELDS.revenue,
    "The amount of the order, a number or text such as 49.90.",
  ),
  itemsField: field(
    "Items Field",
    ORDER_FIELDS.items,
    "The list of line items, an object each; in CSV, JSON text of such a list.",
  ),
  refundIdField: field(
    "Refund ID Field",
    ORDER_FIELDS.refundId,
    "The ID of a refund, which tells several refunds of an order apart. Refunds without one are told apart by time and amount.",
  ),
});

const eventName = (label: string, standard: string, comments: string) =>
  nameInput(label, { example: standard, comments: `${comments} Leave it empty for ${standard}.` });

export const orderEventNames = group("Event Names", "What the events are called in Mixpanel.", {
  orderEvent: eventName("Order Event", ORDER_EVENTS.order, "The event of an order."),
  itemEvent: eventName("Item Event", ORDER_EVENTS.item, "The event of each line item of an order."),
  refundEvent: eventName("Refund Event", ORDER_EVENTS.refund, "The event of a refund."),
  refundItemEvent: eventName("Refund Item Event", ORDER_EVENTS.refundItem, "The event of each line item of a refund."),
});
