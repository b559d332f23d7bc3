import { describeAction } from "../../support/describeAction";
import { columnRefusals, creating, source, withColumns } from "../../support/warehouseImports";

const columns = { group_key: "company", group_id_column: "company_id" };

describeAction({
  key: "createGroupsImport",
  params: { ...source, ...columns },
  ...creating("groups", "groups", columns),
  optional: withColumns,
  refusals: [
    ...columnRefusals,
    ["no group key", { group_key: "" }, "Group Key"],
    ["M2: no column with the group's ID", { group_id_column: "" }, "Group ID Column"],
  ],
});
