import { describeAction } from "../../support/describeAction";
import { columnRefusals, creating, source, withColumns } from "../../support/warehouseImports";

const columns = { time_column_name: "shipped_at", event_name: "Order Shipped" };

describeAction({
  key: "createEventStreamImport",
  params: { ...source, ...columns },
  ...creating("event-stream", "event_stream", columns),
  optional: [
    ...withColumns,
    ["user_column_name", "user_id", { json: { user_column_name: "user_id" } }],
    ["device_column_name", "device_id", { json: { device_column_name: "device_id" } }],
    ["company_column_name", "company_id", { json: { company_column_name: "company_id" } }],
    ["event_column_name", "", {}],
  ],
  variants: [
    [
      "M2: the event's name from a column",
      { event_name: "", event_column_name: "kind" },
      { json: { event_name: undefined, event_column_name: "kind" } },
    ],
    ["Mirror", { sync_mode: "mirror_mode" }, { json: { sync_mode: "mirror_mode" } }],
  ],
  refusals: [
    ...columnRefusals,
    ["no time column", { time_column_name: "" }, "Time Column"],
    ["M2: neither the event's name nor its column", { event_name: "" }, "Event Name"],
    ["M2: both the event's name and its column", { event_column_name: "kind" }, "Event Name"],
  ],
});
