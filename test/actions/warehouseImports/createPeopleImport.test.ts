import { describeAction } from "../../support/describeAction";
import { columnRefusals, creating, source, withColumns } from "../../support/warehouseImports";

describeAction({
  key: "createPeopleImport",
  params: { ...source, user_column_name: "user_id" },
  ...creating("people", "people", { user_column_name: "user_id" }),
  optional: withColumns,
  variants: [
    [
      "M2: Append with the column that it compares",
      { sync_mode: "time_based", insert_time_column_name: "updated_at" },
      { json: { sync_mode: "time_based", insert_time_column_name: "updated_at" } },
    ],
    ["Mirror", { sync_mode: "mirror_mode" }, { json: { sync_mode: "mirror_mode" } }],
    ["Full", { sync_mode: "full_sync" }, { json: { sync_mode: "full_sync" } }],
  ],
  refusals: [...columnRefusals, ["no user column", { user_column_name: "" }, "User Column"]],
});
