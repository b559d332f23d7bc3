import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const answer = { code: 200, status: "OK", results: [{ id: "55b4fb2b-e8de-466c-930f-8b36640b9b5e", name: "Accounts" }] };

describeAction({
  key: "listLookupTables",
  params: {},
  request: {
    method: "GET",
    host: "api.mixpanel.com",
    path: "/lookup-tables",
    query: { project_id: PROJECT_ID },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
});

describe("listLookupTables", () => {
  const wire = useWire();

  test("R9: returns Mixpanel's response where a project has no lookup tables", async () => {
    const none = { code: 200, status: "OK", results: null };
    wire.current.reply({ body: none });
    const outcome = await runAction("listLookupTables", { connection: connections.full, params: {} });
    expect(outcome).toMatchObject({ value: { data: none } });
  });
});
