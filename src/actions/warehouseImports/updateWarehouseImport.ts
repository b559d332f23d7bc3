import { booleanInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { databricks_params, importId, scheduleInput } from "../../inputs/warehouseImports";
import { updateWarehouseImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { updateImport } from "../../mixpanel/warehouseImports/updateImport";
import { defineAction } from "../../platform/defineAction";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const updateWarehouseImport = defineAction({
  endpoint,
  label: "Update Warehouse Import",
  description:
    "Pauses, resumes or reschedules an import from a data warehouse. Inputs that are left empty change nothing: the step reads the import first",
  inputs: {
    importId,
    paused: booleanInput("Paused", {
      comments:
        "When true, stops the run in progress and all scheduled runs. When false, resumes them. Leave it empty to keep the current state.",
    }),
    run_every: scheduleInput("Keep the current schedule", "How often Mixpanel runs the import."),
    databricks_params,
    project_id,
    regionAndDomain,
  },
  output: oneImport,
  example: importExample({
    event_name: "Order Shipped",
    time_column_name: "shipped_at",
    insert_time_column_name: "inserted_at",
  }),
  run: ({ client, params }) => updateImport(client, params),
});
