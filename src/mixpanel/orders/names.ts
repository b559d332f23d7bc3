import type { OrderEventNames, OrderFields } from "./types";

/** The fields of orders that need no other names. */
export const ORDER_FIELDS: OrderFields = {
  orderId: "order_id",
  distinctId: "distinct_id",
  time: "time",
  revenue: "revenue",
  items: "products",
  refundId: "refund_id",
};

/** The events of orders: those of Segment's e-commerce events, which many reports have. */
export const ORDER_EVENTS: OrderEventNames = {
  order: "Order Completed",
  item: "Product Purchased",
  refund: "Order Refunded",
  refundItem: "Product Refunded",
};
