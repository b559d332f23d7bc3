import { connections, PROJECT_ID, PROJECT_TOKEN, PROJECT_TOKEN_HEADER } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const IDS = { $distinct_ids: ["user-1", "user-2"] };
const merge = (properties: object) => [{ event: "$merge", properties }];
const reply = { body: { code: 200, num_records_imported: 1, status: "OK" } };
const params = { firstDistinctId: "user-1", secondDistinctId: "user-2" };

describeAction({
  key: "mergeIdentities",
  params,
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/import",
    query: { project_id: PROJECT_ID, strict: "1", ip: "0" },
    headers: { ...authorized, ...JSON_BODY },
    json: merge({ ...IDS, token: PROJECT_TOKEN }),
  },
  reply,
  result: reply.body,
  optional: [["useProjectToken", true, { headers: { authorization: PROJECT_TOKEN_HEADER } }]],
  variants: [
    [
      "an ID that is a number",
      { firstDistinctId: 7 },
      { json: merge({ $distinct_ids: ["7", "user-2"], token: PROJECT_TOKEN }) },
    ],
  ],
  partner: { json: merge({ ...IDS, token: PROJECT_TOKEN, $source: "example-partner" }) },
  refusals: [
    ["R6: one ID alone", { secondDistinctId: "" }, "Second Distinct ID"],
    ["R6: a placeholder", { firstDistinctId: "undefined" }, "First Distinct ID"],
    ["R6: an anonymous placeholder", { secondDistinctId: "$device:null" }, "Second Distinct ID"],
    ["R6: the same ID twice", { secondDistinctId: "user-1" }, "Second Distinct ID"],
    ["R6: an ID that was rounded", { firstDistinctId: 2 ** 53 }, "First Distinct ID"],
    ["a token switch that is no switch", { useProjectToken: "perhaps" }, "Use Project Token"],
  ],
});

describe("mergeIdentities", () => {
  const wire = useWire();

  test("R6: sends no token where the connection has none", async () => {
    wire.current.reply(reply);
    await runAction("mergeIdentities", { connection: connections.accountOnly, params });
    expect(wire.current.request.json).toEqual(merge(IDS));
  });

  test("R6: needs no service account where it uses the project token", async () => {
    wire.current.reply(reply);
    const given = { ...params, useProjectToken: true };
    expect(await runAction("mergeIdentities", { connection: connections.tokenOnly, params: given })).toMatchObject({
      value: { data: reply.body },
    });
  });

  test("R6: fails where Mixpanel stored nothing", async () => {
    wire.current.reply({ body: { code: 200, num_records_imported: 0, status: "OK" } });
    const outcome = await runAction("mergeIdentities", { connection: connections.full, params });
    expect(outcome).toMatchObject({
      error: { code: "validation_failed", message: expect.stringContaining("Original ID Merge") },
    });
  });

  test("R6: says why a project with Simplified ID Merge refuses it", async () => {
    const reason = "identity events are not allowed when project is using simplified identity management";
    wire.current.reply({
      status: 400,
      body: { code: 400, num_records_imported: 0, status: "Bad Request", failed_records: [reason] },
    });
    const outcome = await runAction("mergeIdentities", { connection: connections.full, params });
    expect(outcome).toMatchObject({ error: { status: 400, message: expect.stringContaining(reason) } });
  });
});
