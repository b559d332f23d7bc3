import { listWarehouseImports as endpoint } from "../mixpanel/endpoints/warehouseImports";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

/** Imports have no name: what tells them apart is what they import, and from where. */
function nameOf(table: unknown): string | undefined {
  const parts = isRecord(table) ? Object.values(table).filter((part) => typeof part === "string" && part !== "") : [];
  return parts.length === 0 ? undefined : parts.join(".");
}

export const warehouseImports = definePicklist({
  endpoint,
  label: "Select Warehouse Import",
  description: "Lists the project's warehouse imports by their tables, without deleted ones",
  byHand: "If the list cannot be loaded, type the ID of the import; List Warehouse Imports returns it as id.",
  example: [{ key: "12345", label: "analytics.orders (event_stream)" }],
  choices: ({ results }) =>
    results
      .filter(isRecord)
      .filter(({ is_deleted }) => is_deleted !== true)
      .flatMap(({ id, table_params, import_type }) =>
        choice(id, nameOf(table_params), typeof import_type === "string" ? import_type : undefined),
      ),
});
