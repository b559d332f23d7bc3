import { importId } from "../../inputs/warehouseImports";
import { runWarehouseImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { object, optional, text } from "../../platform/shape";

export const runWarehouseImport = defineOperation({
  endpoint,
  label: "Run Warehouse Import",
  description:
    "Starts a run of an import from a data warehouse, and does not wait for its end. Mixpanel allows 5 such calls per hour",
  inputs: { importId },
  output: object({
    status: text(),
    results: object({ run_id: optional(text("The ID of the run. The import's history does not show it.")) }),
  }),
  example: { status: "ok", results: { run_id: "0b5a7f0e-4c7a-4c5e-9d67-3f1f5a1c2b3d" } },
});
