import { listWarehouseImports as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { list, object, text } from "../../platform/shape";
import { importSummary, SUMMARY_EXAMPLE } from "../../platform/warehouseImports";

export const listWarehouseImports = defineOperation({
  endpoint,
  label: "List Warehouse Imports",
  description:
    "Lists the imports from data warehouses into a project. Deleted imports may be among them, with is_deleted set to true",
  inputs: {},
  output: object({ status: text(), results: list(importSummary) }),
  example: { status: "ok", results: [SUMMARY_EXAMPLE] },
});
