import { execFile } from "node:child_process";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { events, Folder, ndjson } from "./import/imports";
import { CLI } from "./runCli";

let sandbox: Sandbox;
let folder: Folder;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  folder = new Folder();
  folder.write("events.ndjson", ndjson(events(3)));
});
afterAll(async () => {
  folder.remove();
  await sandbox.close();
});

/** Runs a command in a shell, which redirects its outputs. */
const inShell = (args: string, redirections: string) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(
      "bash",
      ["-c", `"${process.execPath}" "${CLI}" ${args} --sandbox ${sandbox.url} ${redirections}`],
      { cwd: folder.path },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );

test.each(["import events.ndjson", "export --from 2023-11-01 --to 2023-11-30", "run funnels"])(
  "F1: %s says in one line that stdout has no space left",
  async (args) => {
    const { code, stderr } = await inShell(args, ">/dev/full");

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed \(Error, ENOSPC\): stdout cannot be written: /m);
    expect(stderr).not.toMatch(/^ +at /m);
  },
);

test("F1: an import goes on to its end if nobody reads stderr", async () => {
  const { code, stdout } = await inShell("import events.ndjson", "2>/dev/full");

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 3 });
});
