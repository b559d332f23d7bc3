import { anything, boolean, integer, keyed, nullable, object, optional, text } from "./shape";

/** The results of actions on warehouse imports. */

const summary = {
  id: integer("The Import ID."),
  import_type: optional(text("event_stream, people, groups, lookup_table or event_sync.")),
  sync_mode: optional(text("time_based (Append), mirror_mode (Mirror), full_sync (Full) or one_time.")),
  created: optional(text()),
  creator_id: optional(nullable(integer())),
  creator_name: optional(nullable(text())),
  creator_email: optional(nullable(text())),
  warehouse_source_id: optional(integer()),
  table_params: optional(keyed(anything(), "The location of the table in the warehouse.")),
  paused: optional(boolean()),
  run_every: optional(
    integer(
      "Nanoseconds between runs: 0 (only when called), 3600000000000 (hour), 86400000000000 (day) or 604800000000000 (week).",
    ),
  ),
  last_dispatch: optional(nullable(integer("When the last run started. Null before the first one."))),
  is_deleted: optional(boolean("Whether the import was deleted.")),
};

export const importSummary = object(summary);

export const oneImport = object({
  status: text(),
  results: object({
    ...summary,
    event_name: optional(nullable(text())),
    event_column_name: optional(nullable(text())),
    time_column_name: optional(nullable(text())),
    user_column_name: optional(nullable(text())),
    insert_time_column_name: optional(nullable(text())),
    property_mappings: optional(nullable(keyed(text()))),
    group_key: optional(nullable(text())),
    group_id_column: optional(nullable(text())),
    databricks_params: optional(nullable(keyed(anything()))),
  }),
});

export const SUMMARY_EXAMPLE = {
  id: 12345,
  import_type: "event_stream",
  sync_mode: "time_based",
  created: "2024-01-01T09:00:00Z",
  creator_id: 98765,
  creator_name: "Jane Doe",
  creator_email: "jane@example.com",
  warehouse_source_id: 678,
  table_params: { schema_name: "analytics", table_name: "orders" },
  paused: false,
  run_every: 86400000000000,
  last_dispatch: 1704100000,
  is_deleted: false,
};

const NO_COLUMNS = {
  event_name: null,
  event_column_name: null,
  time_column_name: null,
  user_column_name: null,
  insert_time_column_name: null,
  property_mappings: null,
  group_key: null,
  group_id_column: null,
  databricks_params: null,
};

/** @param own what differs from an import of no columns */
export const importExample = (
  own: Partial<Omit<typeof SUMMARY_EXAMPLE, "id">> &
    Partial<Record<Exclude<keyof typeof NO_COLUMNS, "property_mappings" | "databricks_params">, string>>,
) => ({
  status: "ok",
  results: { ...SUMMARY_EXAMPLE, ...NO_COLUMNS, ...own },
});
