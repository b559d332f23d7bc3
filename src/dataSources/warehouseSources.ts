import { listWarehouseSources as endpoint } from "../mixpanel/endpoints/choices";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const warehouseSources = definePicklist({
  endpoint,
  label: "Select Warehouse Source",
  description: "Lists the project's connections to data warehouses",
  byHand:
    "If the list cannot be loaded, type the ID of the warehouse source; Get Warehouse Import returns that of an existing import as warehouse_source_id.",
  example: [{ key: "678", label: "Analytics (BigQuery)" }],
  choices: (response) =>
    entriesOf(response, endpoint.operation).flatMap(({ id, source_name, warehouse_type }) =>
      choice(id, source_name, typeof warehouse_type === "string" ? warehouse_type : undefined),
    ),
});
