import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { answer, IMPORT_PATH } from "../../support/warehouseImports";

describeAction({
  key: "getWarehouseImport",
  params: { importId: 678 },
  request: { method: "GET", host: "mixpanel.com", path: IMPORT_PATH, headers: authorized },
  reply: { body: answer },
  result: answer,
  refusals: [
    ["no ID", { importId: "" }, "Import ID"],
    ["an ID that is a name", { importId: "orders" }, "Import ID"],
  ],
});
