import { group } from "../../inputs/group";
import { textInput } from "../../inputs/kinds";
import {
  assertSyncMode,
  commonColumns,
  requiredColumn,
  schedule,
  source,
  syncMode,
} from "../../inputs/warehouseImports";
import { createGroupsImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { defineOperation } from "../../platform/defineOperation";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const createGroupsImport = defineOperation({
  endpoint,
  label: "Create Group Profile Import",
  description: "Creates an import that turns each row of a warehouse table into the properties of a group profile",
  inputs: {
    ...source,
    sync_mode: syncMode("For profiles, Mirror is only for history tables: tables with a row for each change."),
    group_key: textInput.required("Group Key", {
      example: "company_id",
      expected: "the name of a group key",
      comments: "The kind of group, such as company_id: a group key from Mixpanel's Project Settings > Group Keys.",
    }),
    group_id_column: requiredColumn("Group ID Column", "company_id", "The column with the group's ID."),
    columns: group("More Columns", "Further columns of the table, and how they are imported.", commonColumns),
    schedule,
  },
  output: oneImport,
  example: importExample({
    import_type: "groups",
    group_key: "company_id",
    group_id_column: "company_id",
    insert_time_column_name: "updated_at",
  }),
  check: assertSyncMode,
});
