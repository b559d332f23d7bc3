import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { IMPORT_PATH } from "../../support/warehouseImports";

const history = {
  status: "ok",
  results: {
    runs: [
      { status: "RUNNING", start_time: null, end_time: null, num_events_imported: null },
      { status: "SUCCEEDED", start_time: 1_704_100_000, end_time: 1_704_100_300, num_events_imported: 25_000 },
    ],
  },
};

describeAction({
  key: "getWarehouseImportHistory",
  params: { importId: "678" },
  request: { method: "GET", host: "mixpanel.com", path: `${IMPORT_PATH}/history`, headers: authorized },
  reply: { body: history },
  result: history,
  refusals: [["no ID", { importId: null }, "Import ID"]],
});
