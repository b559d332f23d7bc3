import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { answer, IMPORTS_PATH } from "../../support/warehouseImports";

const deleted = { ...answer.results, id: 679, is_deleted: true, last_dispatch: 1_704_100_000 };
const imports = { status: "ok", results: [answer.results, deleted] };

describeAction({
  key: "listWarehouseImports",
  params: {},
  request: { method: "GET", host: "mixpanel.com", path: IMPORTS_PATH, headers: authorized },
  reply: { body: imports },
  result: imports,
});
