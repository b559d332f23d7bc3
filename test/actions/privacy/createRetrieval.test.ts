import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";
import { anotherToken, created, privacyRequest, refusedIds, TRACKING_ID } from "./privacy";

describeAction({
  key: "createRetrieval",
  params: { distinct_ids: ["user-1", " padded "], compliance_type: "CCPA" },
  request: {
    ...privacyRequest("POST", "retrievals"),
    json: { distinct_ids: ["user-1", " padded "], compliance_type: "CCPA" },
  },
  reply: { status: 201, body: { status: "ok", results: { task_id: TRACKING_ID } } },
  result: {
    tracking_id: TRACKING_ID,
    task_status: null,
    compliance_type: null,
    status: "ok",
    results: { task_id: TRACKING_ID },
  },
  optional: [["disclosure_type", "Categories", { json: { disclosure_type: "Categories" } }], anotherToken],
  variants: [
    ["M4: GDPR where nothing is chosen", { compliance_type: "" }, { json: { compliance_type: "GDPR" } }],
    ["M4: the spelling of responses", { compliance_type: "ccpa" }, {}],
    ["M4: numbers as IDs", { distinct_ids: [7, 8] }, { json: { distinct_ids: ["7", "8"] } }],
    ["M4: 2000 IDs", { distinct_ids: ids(2000) }, { json: { distinct_ids: ids(2000) } }],
  ],
  refusals: [
    ...refusedIds(2000),
    ["M4: a law that does not exist", { compliance_type: "LGPD" }, "Compliance Type"],
    ["M4: a disclosure for GDPR", { compliance_type: "GDPR", disclosure_type: "Data" }, "Disclosure Type"],
    ["M4: a disclosure that does not exist", { disclosure_type: "All" }, "Disclosure Type"],
  ],
});

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `user-${number}`);
}

describe.each(["createRetrieval", "createDeletion"])("M4: %s", (key) => {
  const wire = useWire();
  const create = () => runAction(key, { connection: connections.full, params: { distinct_ids: ["user-1"] } });

  test.each(created)("reads %s", async (_what, results, task) => {
    wire.current.reply({ status: 201, body: { status: "ok", results } });
    expect(await create()).toMatchObject({ value: { data: { ...task, results } } });
  });

  test.each([[{}], [[]], [{ task_id: "" }], [[{ status: "PENDING" }]]])(
    "warns of a second task if the response has no ID: %j",
    async (results) => {
      wire.current.reply({ status: 201, body: { status: "ok", results } });
      expect(await create()).toMatchObject({
        error: {
          code: "unusable_response",
          retryable: false,
          mayHaveLanded: true,
          message: expect.stringContaining("a second request would create another one"),
        },
      });
    },
  );

  test("is not repeated if its response was lost, so that there is one task", async () => {
    wire.current.replyAlways(() => ({ reset: true }));
    const connection = { ...connections.full, fields: { ...connections.full.fields, maxRetries: "3" } };
    const outcome = await runAction(key, { connection, params: { distinct_ids: ["user-1"] } });
    expect(outcome).toMatchObject({ error: { code: "network_error", mayHaveLanded: true } });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("says what may be the limit, and does not wait hours for it", async () => {
    wire.current.reply({ status: 429, body: { status: "error", error: "Too many outstanding scans" } });
    const connection = { ...connections.full, fields: { ...connections.full.fields, maxRetries: "3" } };
    expect(await runAction(key, { connection, params: { distinct_ids: ["user-1"] } })).toMatchObject({
      error: { code: "rate_limited", limit: "scans", message: expect.stringContaining("wait some hours") },
    });
    expect(wire.current.requests).toHaveLength(1);
  });
});
