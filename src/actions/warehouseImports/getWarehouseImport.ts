import { importId } from "../../inputs/warehouseImports";
import { getWarehouseImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const getWarehouseImport = defineOperation({
  endpoint,
  label: "Get Warehouse Import",
  description: "Returns the settings of an import from a data warehouse: its table, columns and schedule",
  inputs: { importId },
  output: oneImport,
  example: importExample({
    event_name: "Order Shipped",
    time_column_name: "shipped_at",
    insert_time_column_name: "inserted_at",
  }),
});
