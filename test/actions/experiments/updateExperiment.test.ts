import { connections, connectionWith, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { EXPERIMENT, EXPERIMENT_ID, experimentReply } from "../../support/experiments";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const reply = experimentReply({ name: "Layout" });
const variants = [{ key: "control" }, { key: "treatment" }];
const day = "2024-01-31T12:00:00Z";

describeAction({
  key: "updateExperiment",
  params: { experiment_id: EXPERIMENT_ID },
  before: { path: (path) => path, reply: experimentReply() },
  // M4: nothing of what was read, such as its caches.
  request: {
    method: "PATCH",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments/${EXPERIMENT_ID}`,
    headers: { ...authorized, ...JSON_BODY },
    json: {},
  },
  reply,
  result: reply.body,
  optional: [
    ["name", "Layout", { json: { name: "Layout" } }],
    ["description", "One page", { json: { description: "One page" } }],
    ["hypothesis", "More sales", { json: { hypothesis: "More sales" } }],
    ["variants", variants, { json: { variants } }],
    ["metrics", [{ id: "1" }], { json: { metrics: [{ id: "1" }] } }],
    [
      "settings",
      { excludeQA: false, cuped: true },
      { json: { settings: { ...EXPERIMENT.settings, excludeQA: false, cuped: true } } },
    ],
    ["tags", ["web"], { json: { tags: ["web"] } }],
    ["start_date", day, { json: { start_date: day } }],
    ["end_date", day, { json: { end_date: day } }],
    ["global_access_type", "on", { json: { global_access_type: "on" } }],
  ],
  refusals: [
    ["M5: no ID", { experiment_id: "" }, "Experiment ID"],
    ["a date without a time", { start_date: "2024-01-31" }, "Start Date"],
    ["a date that does not exist", { end_date: "2024-13-31T12:00:00Z" }, "End Date"],
    ["M4: cached results", { results_cache: { a: 1 } }, "results_cache"],
    ["M4: a status", { status: "active" }, "status"],
  ],
});

describe("M4: updateExperiment", () => {
  const wire = useWire();
  const connection = connectionWith({ ...connections.full.fields, workspaceId: WORKSPACE_ID });
  const update = (params: object) =>
    runAction("updateExperiment", { connection, params: { experiment_id: EXPERIMENT_ID, ...params } });

  test.each(["active", "concluded", "success", "fail"])("keeps the variants of one that is %s", async (status) => {
    wire.current.reply(experimentReply({ status }));
    const outcome = await update({ variants });
    expect(outcome).toMatchObject({ error: { input: "Variants", message: expect.stringContaining(status) } });
    expect(wire.current.request.method).toBe("GET");
  });

  test("sends only the given settings if the experiment has none", async () => {
    wire.current.reply(experimentReply({ settings: null }), reply);
    await update({ settings: { cuped: true } });
    expect(wire.current.last.json).toEqual({ settings: { cuped: true } });
  });

  test("keeps all digits of long numbers in settings that stay", async () => {
    const body = JSON.stringify(experimentReply({ settings: { cohort: 0 } }).body);
    const long = body.replace('"cohort":0', '"cohort":12345678901234567890');
    wire.current.reply({ body: long, headers: { "content-type": "application/json" } }, reply);
    await update({ settings: { cuped: true } });
    expect(wire.current.last.text).toBe('{"settings":{"cohort":12345678901234567890,"cuped":true}}');
  });
});
