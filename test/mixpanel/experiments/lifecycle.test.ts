import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { InputError } from "../../../src/mixpanel/errors";
import { managing } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z" });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const run = managing(() => sandbox);
const create = async (more: object = {}) => {
  const { id } = Object(await run("createExperiment", { name: "Checkout layout", ...more }));
  return String(id);
};

test("M4: an experiment lives from its creation to its deletion", async () => {
  const experiment_id = await create({ settings: { excludeQA: true, srm: { enabled: true } } });
  const updated = await run("updateExperiment", { experiment_id, settings: { cuped: true }, name: "Layout" });
  expect(updated).toMatchObject({ name: "Layout", settings: { excludeQA: true, srm: { enabled: true }, cuped: true } });
  expect(await run("launchExperiment", { experiment_id })).toMatchObject({ status: "active" });
  const end_date = "2024-01-15T11:00:00.000Z";
  const concluded = await run("forceConcludeExperiment", { experiment_id, end_date });
  expect(concluded).toMatchObject({ status: "concluded", end_date });
  const decision = { success: "true", variant: "treatment", message: "More purchases" };
  expect(await run("decideExperiment", { experiment_id, ...decision })).toMatchObject({ status: "success" });
  await run("archiveExperiment", { experiment_id });
  expect(await run("listExperiments")).toEqual([]);
  await run("unarchiveExperiment", { experiment_id });
  expect(await run("listExperiments")).toMatchObject([{ id: experiment_id, status: "success" }]);
  await run("deleteExperiment", { experiment_id });
  await expect(run("getExperiment", { experiment_id })).rejects.toMatchObject({ status: 404 });
});

/** Each step by name, with the status that it needs, and the one that it leads to. */
const STEPS = {
  launch: { action: "launchExperiment", params: {}, from: "draft", to: "active", words: "Launch Experiment" },
  conclude: {
    action: "forceConcludeExperiment",
    params: {},
    from: "active",
    to: "concluded",
    words: "Force Conclude Experiment",
  },
  ship: {
    action: "decideExperiment",
    params: { success: "true", variant: "treatment", message: "Better" },
    from: "concluded",
    to: "success",
    words: "Decide Experiment",
  },
  fail: {
    action: "decideExperiment",
    params: { success: "false", message: "No effect" },
    from: "concluded",
    to: "fail",
    words: "Decide Experiment",
  },
} as const;

type Step = keyof typeof STEPS | "archive" | "unarchive";

/** What an error says can be done instead. */
function instead(status: string, isArchived: boolean): string {
  if (isArchived) return "Unarchive Experiment";
  const next = Object.values(STEPS).find(({ from }) => from === status);
  return next?.words ?? "cannot change any more";
}

const sent = (method: string) => sandbox.requests.list().filter((request) => request.method !== method).length;

test("M4: in any order of steps, those that are possible happen, and no other is sent", async () => {
  // Two of three steps lead on, so that the end is reached.
  const forward = fc.constantFrom<Step>("launch", "conclude", "ship", "fail");
  const step = fc.oneof({ weight: 4, arbitrary: forward }, fc.constantFrom<Step>("archive", "unarchive"));
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const experiment_id = await create();
      let model = { status: "draft", isArchived: false };
      for (const name of steps) {
        if (name === "archive" || name === "unarchive") {
          await run(`${name}Experiment`, { experiment_id });
          model = { ...model, isArchived: name === "archive" };
          continue;
        }
        const { action, params, from, to } = STEPS[name];
        const before = sent("GET");
        const outcome = await run(action, { experiment_id, ...params }).catch((error: unknown) => error);
        if (model.status === from && !model.isArchived) {
          expect(outcome).toMatchObject({ status: to });
          model = { ...model, status: to };
        } else {
          expect(outcome).toBeInstanceOf(InputError);
          expect(String(outcome)).toContain(`${model.isArchived ? "archived and " : ""}${model.status}, expected`);
          expect(String(outcome)).toContain(instead(model.status, model.isArchived));
          // Only the experiment was read.
          expect(sent("GET")).toBe(before);
        }
        reached.add(model.status);
      }
      const { status, deleted } = Object(await run("getExperiment", { experiment_id }));
      expect({ status, isArchived: deleted !== null }).toEqual(model);
    }),
    { seed: 12, numRuns: 40 },
  );
  expect([...reached].sort()).toEqual(["active", "concluded", "draft", "fail", "success"]);
});
