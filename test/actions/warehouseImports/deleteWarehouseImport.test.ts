import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { IMPORT_PATH } from "../../support/warehouseImports";

const confirmation = "delete imported events";

describeAction({
  key: "deleteWarehouseImport",
  params: { importId: "678" },
  request: {
    method: "DELETE",
    host: "mixpanel.com",
    path: IMPORT_PATH,
    headers: { ...authorized, ...JSON_BODY },
    json: { delete_data: false },
  },
  reply: { body: { status: "ok" } },
  result: { status: "ok", results: {} },
  optional: [
    ["delete_data", false, {}],
    ["confirmation", confirmation, {}],
  ],
  steering: ["confirmation"],
  variants: [
    ["M5: the data too where that is confirmed", { delete_data: true, confirmation }, { json: { delete_data: true } }],
  ],
  refusals: [
    ["M5: no ID", { importId: "" }, "Import ID"],
    ["M5: the data without a confirmation", { delete_data: true }, "Confirm Data Deletion"],
    ["M5: the data with other words", { delete_data: true, confirmation: "yes" }, "Confirm Data Deletion"],
  ],
});
