import { InputError } from "../mixpanel/errors";
import type { JsonObject } from "../mixpanel/records/json";
import { describe } from "./clean";
import { group } from "./group";
import { choiceInput, idInput, idNumberInput, jsonObjectInput, keyValuesInput, textInput } from "./kinds";

export const importId = idInput.required("Import ID", {
  example: "12345",
  dataSource: "warehouseImports",
  comments:
    "The ID of the import, as List Warehouse Imports returns it; in Mixpanel, it is the Mixpanel Import ID in the import's Sync History.",
  expected: "the ID of a warehouse import",
});

/** Mixpanel's schedules, in nanoseconds. */
const SCHEDULES = {
  manual: 0,
  hourly: 3_600_000_000_000,
  daily: 86_400_000_000_000,
  weekly: 604_800_000_000_000,
};

/** @param empty what the drop-down shows while no schedule is chosen */
export function scheduleInput(empty: string, comments: string) {
  const schedule = choiceInput("Run Every", {
    choices: ["manual", "hourly", "daily", "weekly"],
    names: { manual: "Only when a flow or API call runs it", hourly: "Hour", daily: "Day", weekly: "Week" },
    // What Mixpanel returns as run_every, so that the output of a previous step fits.
    aliases: { 0: "manual", 3600000000000: "hourly", 86400000000000: "daily", 604800000000000: "weekly" },
    empty,
    comments,
  });
  const { clean } = schedule;
  return {
    ...schedule,
    clean: (value: unknown): number | undefined => {
      const chosen = clean(value);
      return chosen === undefined ? undefined : SCHEDULES[chosen];
    },
  };
}

export const databricks_params = jsonObjectInput("Databricks Parameters", {
  example: '{"export_cluster_config": {"spark_version": "15.4.x-scala2.12", "num_workers": 2}}',
  comments:
    "Only for Databricks: the cluster that exports the data. Mixpanel replaces the configuration as a whole, so include every setting; Get Warehouse Import returns the current one. Leave it empty to keep or use Mixpanel's default.",
});

export const schedule = group("Schedule", "How often the import runs, and on which cluster.", {
  run_every: scheduleInput(
    "Mixpanel's default",
    "How often Mixpanel runs the import. Run Warehouse Import starts it at any time.",
  ),
  databricks_params,
});

const table = jsonObjectInput.required("Table Parameters", {
  example: '{"schema_name": "analytics", "table_name": "orders"}',
  comments:
    "The location of the table or view, as a JSON object. The keys depend on the warehouse and are not documented: copy them from table_params of an existing import, which Get Warehouse Import returns.",
});

/** Where the rows come from. */
export const source = {
  warehouse_source_id: idNumberInput.required("Warehouse Source ID", {
    example: "678",
    dataSource: "warehouseSources",
    comments:
      "The ID of the connection to the warehouse. Get Warehouse Import returns that of an existing import as warehouse_source_id. To add a connection, open Project Settings > Warehouse Sources in Mixpanel.",
    expected: "the ID of a warehouse connection",
  }),
  table_params: {
    ...table,
    clean: (value: unknown): JsonObject => {
      const params = table.clean(value);
      if (Object.keys(params).length > 0) return params;
      throw new InputError({ input: table.label, got: describe(value), expected: "a JSON object that names a table" });
    },
  },
};

const MODE_NAMES = {
  time_based: "Append (time_based)",
  mirror_mode: "Mirror (mirror_mode)",
  full_sync: "Full (full_sync)",
  one_time: "One-time (one_time)",
} as const;

/** @param limits what holds for the kind of records */
export const syncMode = (limits: string) =>
  choiceInput("Sync Mode", {
    choices: ["time_based", "mirror_mode", "full_sync", "one_time"],
    names: MODE_NAMES,
    required: true,
    comments: `Append imports rows whose Insert Time Column is newer than the last run. Mirror also updates and deletes what changed in the table. Full imports the whole table each time. One-time runs once. ${limits}`,
  });

export const tableSyncMode = choiceInput("Sync Mode", {
  choices: ["full_sync", "one_time"],
  names: MODE_NAMES,
  required: true,
  comments: "Full imports the whole table each time. One-time runs once.",
});

/** A column of the warehouse's table. */
export const column = (label: string, example: string, comments: string) => textInput(label, { example, comments });
export const requiredColumn = (label: string, example: string, comments: string) =>
  textInput.required(label, { example, comments, expected: "the name of a column" });

/** Columns of every kind of import but lookup tables. */
export const commonColumns = {
  insert_time_column_name: column(
    "Insert Time Column",
    "inserted_at",
    "The column with the time at which a row was inserted or last changed. Required if Sync Mode is Append.",
  ),
  json_properties_column_name: column(
    "JSON Properties Column",
    "properties",
    "A column whose JSON object becomes properties, one for each key.",
  ),
  property_mappings: keyValuesInput("Property Mappings", {
    example: '{"plan_name": "Plan"}',
    comments: "Columns to rename: each key is the name of a column, its value the name of the property.",
  }),
};

/** @throws InputError for Append without the column that it compares */
export function assertSyncMode({
  sync_mode,
  insert_time_column_name,
}: {
  sync_mode: string;
  insert_time_column_name: string | undefined;
}): void {
  if (sync_mode !== "time_based" || insert_time_column_name !== undefined) return;
  throw new InputError({
    input: "Insert Time Column",
    got: "nothing",
    expected: "the name of a column, because Sync Mode is Append",
  });
}
