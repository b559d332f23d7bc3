import { text as cleanText } from "../../inputs/clean";
import { confirmationInput } from "../../inputs/confirmation";
import { booleanInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { importId } from "../../inputs/warehouseImports";
import { deleteWarehouseImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineAction } from "../../platform/defineAction";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";

const CONFIRMATION = "Confirm Data Deletion";
const confirmed = confirmationInput(CONFIRMATION, {
  phrase: "delete imported events",
  effect: "Required only if Delete Data is true: all events that the import has created are then deleted for good.",
});

export const deleteWarehouseImport = defineAction({
  endpoint,
  label: "Delete Warehouse Import",
  description:
    "Permanently deletes an import from a data warehouse. The imported data stays, unless Delete Data is true: then the imported events are deleted too",
  inputs: {
    importId,
    delete_data: booleanInput("Delete Data", {
      default: false,
      comments:
        "When true, also deletes the events that the import has created, which cannot be undone; Confirm Data Deletion is then required. When false, they stay.",
    }),
    confirmation: { ...confirmed, required: false, clean: cleanText(CONFIRMATION) },
    project_id,
    regionAndDomain,
  },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
  run: async ({ client, params: { importId, delete_data, confirmation, project_id } }) => {
    if (delete_data) confirmed.clean(confirmation);
    return client.call(endpoint, { importId, delete_data, project_id });
  },
});
