import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { differences, exactlyOnce, storedEvents } from "./account";
import { importInChild } from "./childImport";
import { PROJECT_ID } from "./client";

const COUNT = 30_000;
const PATH = "/import";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const storedInSandbox = () => sandbox.projects.get(PROJECT_ID)?.events.size ?? 0;

test.each([
  ["with requests that were stored and never answered", 3, true],
  ["with requests that never arrived", 6, false],
])("an import that is killed %s, and run again whole, is stored once", async (_what, answers, afterProcessing) => {
  // What comes after so many answers is held back: the process is killed in the middle, whatever the machine's pace.
  const held = { kind: "stall", afterProcessing, path: PATH, after: answers, count: 1_000 } as const;
  sandbox = await startSandbox({ port: 0, limits: false, faults: [held] });
  const killed = await importInChild(sandbox.url, COUNT, {
    onAnswer: (answered, child) => {
      if (answered === answers) child.kill("SIGKILL");
    },
  });
  expect(killed).toMatchObject({ signal: "SIGKILL", answered: answers, result: undefined });
  const before = storedInSandbox();
  expect(before).toBeGreaterThanOrEqual(answers * 2_000);
  expect(before).toBeLessThanOrEqual((answers + 10) * 2_000);

  sandbox.faults.clear();
  const rerun = await importInChild(sandbox.url, COUNT);
  expect(rerun).toMatchObject({ code: 0, stderr: "", result: { received: COUNT, imported: COUNT, failed: 0 } });
  expect(storedEvents(sandbox).every(({ insertId }) => /^[0-9a-f]{36}$/.test(insertId))).toBe(true);
  expect(differences(sandbox, COUNT, { ownIds: false })).toEqual(exactlyOnce(COUNT));
});
