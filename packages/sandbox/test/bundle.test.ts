import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Starts the sandbox of a folder, asks it one JQL query and its page over HTTP, and prints the answers. */
const SCRIPT = `
const { startSandbox } = require("./dist");
(async () => {
  const sandbox = await startSandbox({ port: 0, sample: true });
  const response = await fetch(sandbox.url + "/api/query/jql?project_id=1", {
    method: "POST",
    headers: { authorization: "Basic " + btoa("sandbox.user:sandbox-secret") },
    body: new URLSearchParams({ script: "function main() { return People().reduce(mixpanel.reducer.count()); }" }),
  });
  console.log(response.status, await response.text());
  const page = await fetch(sandbox.url, { headers: { accept: "text/html" } });
  const script = await fetch(sandbox.url + "/_sandbox/page.js");
  console.log(page.status, (await page.text()).includes("/_sandbox/page.js"), script.status, (await script.text()).length > 10000);
  await sandbox.close();
})();`;

test("H11, V3: the built sandbox needs no file beyond its folder, and runs JQL and serves its page from there", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sandbox-"));
  try {
    cpSync(path.resolve(__dirname, "../dist"), path.join(folder, "dist"), { recursive: true });
    const output = execFileSync(process.execPath, ["-e", SCRIPT], {
      cwd: folder,
      encoding: "utf8",
      timeout: 110_000,
    });
    expect(output.trim()).toBe("200 [200]\n200 true 200 true");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
