import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { IMPORT_PATH } from "../../support/warehouseImports";

const started = { status: "ok", results: { run_id: "0b5a7f0e-4c7a-4c5e-9d67-3f1f5a1c2b3d" } };

describeAction({
  key: "runWarehouseImport",
  params: { importId: "678" },
  request: {
    method: "PUT",
    host: "mixpanel.com",
    path: `${IMPORT_PATH}/manual-sync`,
    headers: { ...authorized, ...JSON_BODY },
    json: {},
  },
  reply: { body: started },
  result: started,
  refusals: [["M5: no ID", { importId: "" }, "Import ID"]],
});
