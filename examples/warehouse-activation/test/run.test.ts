import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../../..");
const example = (...given: string[]) =>
  spawnSync(process.execPath, ["scripts/example.js", "warehouse-activation", ...given], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 110_000,
  });

test("W8, expectations 1, 4, 6, 7, 8, 14, 16, 17: the example runs offline, checks what came of it, and fits a screen", () => {
  const { status, stdout, stderr } = example("2000");
  expect(stderr).toBe("");
  expect(stdout.match(/^✓ .+$/gm)).toEqual([
    "✓ After both failures, Mixpanel has each order once.",
    "✓ Each change of an order is an event, with the types of its columns.",
    "✓ These are all: 2,218 events.",
    "✓ The user profiles equal the table of customers.",
    "✓ 22 orders with a placeholder for their user are named in mixpanel_rejected.",
    "✓ A run without changes sends nothing.",
    "✓ No profile was deleted because of it.",
  ]);
  expect(stdout.split("\n").length).toBeLessThan(24);
  expect(status).toBe(0);
});

test("W8: a number of orders that is none is named", () => {
  const { status, stderr } = example("many");
  expect(stderr).toContain('orders: got "many", expected at least 1000.');
  expect(status).toBe(1);
});
