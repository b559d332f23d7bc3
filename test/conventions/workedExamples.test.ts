import { startSandbox } from "mixpanel-sandbox";
import { filled, WORKED_INPUTS } from "../../packages/cli/src/worked";
import { sandboxFields, workedSandbox } from "../../scripts/reference/worked";
import component from "../../src";
import { isRecord } from "../../src/mixpanel/records/json";
import { connectionWith } from "../support/connection";
import { runAction } from "../support/harness";

type Running = Awaited<ReturnType<typeof workedSandbox>>;
let running: Running;
beforeAll(async () => {
  running = await workedSandbox(startSandbox);
});
afterAll(() => running.sandbox.close());

test("M8: every action has inputs that are run for its page", () => {
  expect(WORKED_INPUTS.map(([action]) => action).sort()).toEqual(Object.keys(component.actions).sort());
});

// In their order: later ones need what earlier ones made. The harness holds each result against the action's output schema.
test.each(WORKED_INPUTS.map(([action, inputs]) => ({ action, inputs })))(
  "R1, M8: $action does over HTTP what its page shows",
  async ({ action, inputs }) => {
    const { sandbox, values } = running;
    const fields = sandboxFields(sandbox);
    const connection = connectionWith(fields);
    const destination = connectionWith({ ...fields, projectId: "2", residency: "EU" });
    const params = filled(action === "copyEvents" ? { ...inputs, destination } : inputs, values);
    const outcome = await runAction(action, { connection, params: isRecord(params) ? params : {} });
    if (!("value" in outcome)) throw outcome.error;
    values.set(action, isRecord(outcome.value) ? outcome.value.data : undefined);
  },
);
