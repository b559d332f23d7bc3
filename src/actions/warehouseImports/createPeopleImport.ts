import { group } from "../../inputs/group";
import {
  assertSyncMode,
  commonColumns,
  requiredColumn,
  schedule,
  source,
  syncMode,
} from "../../inputs/warehouseImports";
import { createPeopleImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const createPeopleImport = defineOperation({
  endpoint,
  label: "Create User Profile Import",
  description: "Creates an import that turns each row of a warehouse table into the properties of a user profile",
  inputs: {
    ...source,
    sync_mode: syncMode("For profiles, Mirror is only for history tables: tables with a row for each change."),
    user_column_name: requiredColumn("User Column", "user_id", "The column with the user's distinct ID."),
    columns: group("More Columns", "Further columns of the table, and how they are imported.", commonColumns),
    schedule,
  },
  output: oneImport,
  example: importExample({
    import_type: "people",
    user_column_name: "user_id",
    insert_time_column_name: "updated_at",
  }),
  check: assertSyncMode,
});
