import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../../..");
const example = (...names: string[]) =>
  spawnSync(process.execPath, ["scripts/example.js", ...names], { cwd: ROOT, encoding: "utf8", timeout: 110_000 });

test("G7: the example runs offline, checks what came of it, and fits a screen", () => {
  const { status, stdout, stderr } = example("cohort-to-crm");
  expect(stderr).toBe("");
  expect(stdout.match(/^✓ .+$/gm)).toEqual([
    "✓ The CRM has the 2,400 members of the cohort, and nobody else.",
    "✓ Mixpanel has one event for each change: 5,100 added, 300 removed.",
    "✓ Each call was processed in the end.",
  ]);
  expect(stdout.split("\n").length).toBeLessThan(24);
  expect(status).toBe(0);
});

test("G7: an example that does not exist is answered with those that do", () => {
  const { status, stderr } = example("cohort-to-crn");
  expect(stderr).toContain('There is no example named "cohort-to-crn".');
  expect(stderr).toContain("npm run example cohort-to-crm");
  expect(status).toBe(1);
});
