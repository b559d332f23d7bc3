import { importId } from "../../inputs/warehouseImports";
import { getWarehouseImportHistory as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { integer, list, nullable, object, optional, text } from "../../platform/shape";

const whileRunning = (what: string) => optional(nullable(integer(`${what} May be null while the run is in progress.`)));

export const getWarehouseImportHistory = defineOperation({
  endpoint,
  label: "Get Warehouse Import History",
  description: "Returns the 30 most recent runs of an import from a data warehouse, with their status and row counts",
  inputs: { importId },
  output: object({
    status: text(),
    results: object({
      runs: list(
        object({
          status: text("RUNNING, SUCCEEDED, FAILED or CANCELLED."),
          start_time: whileRunning("When the run started."),
          end_time: whileRunning("When the run ended."),
          num_events_imported: whileRunning("Number of imported rows."),
        }),
      ),
    }),
  }),
  example: {
    status: "ok",
    results: {
      runs: [{ status: "SUCCEEDED", start_time: 1704100000, end_time: 1704100300, num_events_imported: 25000 }],
    },
  },
});
