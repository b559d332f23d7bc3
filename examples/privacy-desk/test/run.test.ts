import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../../..");

test("P6: the example runs offline, checks what came of it, and fits a screen", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/example.js", "privacy-desk"], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 110_000,
  });
  expect(stderr).toBe("");
  expect(stdout.match(/^✓ .+$/gm)).toHaveLength(5);
  expect(stdout).not.toContain("NOT TRUE");
  expect(stdout.split("\n").length).toBeLessThan(30);
  expect(status).toBe(0);
});
