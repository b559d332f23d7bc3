/** Orders become events: each change of an order is an event, such as Order Shipped, that is stored once however often it is sent. */

/** The target of Sync Rows. The insert ID follows from the order and the time of its change. */
export const ORDER_EVENTS = {
  configuration: "events" as const,
  values: {
    eventName: "",
    eventColumn: "event",
    timeColumn: "updated_at",
    distinctIdColumn: "customer_id",
    insertIdColumns: ["order_id", "updated_at"],
  },
};

/** How columns become properties; those that are not mentioned keep their name. */
export const ORDER_MAPPING = JSON.stringify({
  // The driver gives decimals as text. IDs beyond 2^53 stay text, so that they keep all digits.
  Amount: { column: "amount", type: "number" },
  "Order ID": "order_id",
  "Placed On": { column: "placed_on", type: "date" },
  "Delivered At": { column: "delivered_at", type: "date" },
  Items: { column: "items", type: "list" },
  Source: { constant: "warehouse" },
});
