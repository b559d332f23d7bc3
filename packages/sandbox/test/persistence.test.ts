import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../src";
import { event, get, IMPORT, NOW_SECONDS, postJson, send, startStill, storedIn } from "./ingestionClient";

let folder: string;
let open: Sandbox[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  rmSync(folder, { recursive: true });
});

async function start(dataFolder = join(folder, "data")): Promise<Sandbox> {
  const sandbox = await startStill({ dataFolder, limits: false });
  open.push(sandbox);
  return sandbox;
}

/** What a new sandbox finds when the process of this one is killed now: the files as they are. */
function killed(): Promise<Sandbox> {
  const copy = mkdtempSync(join(folder, "killed-"));
  cpSync(join(folder, "data"), copy, { recursive: true });
  return start(copy);
}

const UPDATE = { $token: "sandbox-token", $ignore_time: true };

/** Touches everything that a sandbox keeps: adds, replaces and removes. */
async function live(sandbox: Sandbox): Promise<void> {
  await postJson(sandbox, IMPORT, [event({ plan: "free" }), event({ $insert_id: "insert-2", time: NOW_SECONDS })]);
  await postJson(sandbox, IMPORT, [event({ plan: "pro", name: "Ünïcödé 😀" })]);
  await postJson(
    sandbox,
    "/engage?ip=0",
    [
      { ...UPDATE, $distinct_id: "a", $set: { x: 1 } },
      { ...UPDATE, $distinct_id: "b", $set: { x: 1 } },
    ],
    null,
  );
  await postJson(sandbox, "/engage?ip=0", [{ ...UPDATE, $distinct_id: "b", $delete: null }], null);
  await postJson(sandbox, "/groups", [{ ...UPDATE, $group_key: "k", $group_id: "g", $set: { y: 1 } }], null);
  await postJson(sandbox, "/groups", [{ ...UPDATE, $group_key: "k", $group_id: "h", $set: { y: 1 } }], null);
  await postJson(sandbox, "/groups", [{ ...UPDATE, $group_key: "k", $group_id: "h", $delete: null }], null);
  const alias = { token: "sandbox-token", distinct_id: "a", alias: "user-1", $insert_id: "alias" };
  await postJson(sandbox, "/track", [{ event: "$create_alias", properties: alias }], null);
  await postJson(sandbox, "/api/app/projects/1/annotations", { date: "2024-06-15 00:00:00", description: "Launch" });
}

test("a closed sandbox starts again with the same state", async () => {
  const first = await start();
  await live(first);
  const before = first.snapshot();
  await first.close();
  const second = await start();
  expect(second.snapshot()).toEqual(before);
  expect(storedIn(second)).toHaveLength(3);
  expect(JSON.stringify(before.projects[0]?.slices)).toContain("Launch");
});

test("a killed sandbox keeps the data of every request that got its response", async () => {
  const first = await start();
  await live(first);
  expect((await killed()).snapshot()).toEqual(first.snapshot());
});

test("an incomplete last line is ignored", async () => {
  const first = await start();
  await live(first);
  const before = first.snapshot();
  await first.close();
  appendFileSync(join(folder, "data", "state.ndjson"), '["event",1,"Half');
  expect((await start()).snapshot()).toEqual(before);
});

test("a repeated import is still a duplicate after a restart, of a merged user too", async () => {
  const first = await start();
  await live(first);
  await first.close();
  const second = await start();
  await postJson(second, IMPORT, [event({ plan: "again" })]);
  expect(storedIn(second)).toHaveLength(3);
});

test("lines longer than one read of the file are restored completely", async () => {
  const first = await start();
  const properties = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`ä${index}`, "ö".repeat(50_000)]));
  first.projects.get(1)?.profiles.set("large", { distinctId: "large", properties });
  await first.close();
  const second = await start();
  expect(second.projects.get(1)?.profiles.get("large")?.properties).toEqual(properties);
});

test("removed events stay removed", async () => {
  const first = await start();
  await live(first);
  first.projects.get(1)?.events.removeWhere(({ insertId }) => insertId === "insert-2");
  await get(first, "/api/app/me");
  expect(storedIn(await killed()).map(([, , , insertId]) => insertId)).toEqual(["insert-1", "alias"]);
});

test("a reset and a restored snapshot replace the folder's content", async () => {
  const first = await start();
  await live(first);
  await send(first, "/_sandbox/reset", { method: "POST" });
  expect(storedIn(await killed())).toEqual([]);
  first.restore({ projects: [{ id: 1, profiles: { p: { z: 1 } } }] });
  await postJson(first, "/engage?ip=0", [{ ...UPDATE, $distinct_id: "q", $set: { z: 2 } }], null);
  const after = (await killed()).projects.get(1);
  expect([...(after?.profiles.values() ?? [])].map(({ properties }) => properties)).toEqual([{ z: 1 }, { z: 2 }]);
});

test("each start removes replaced data from the file", async () => {
  const first = await start();
  for (let round = 0; round < 20; round += 1) await postJson(first, IMPORT, [event({ round })]);
  await first.close();
  await (await start()).close();
  const lines = readFileSync(join(folder, "data", "state.ndjson"), "utf8").split("\n");
  expect(lines.filter((line) => line.startsWith('["event"'))).toHaveLength(1);
});

test("the state in the folder overrides seeds and samples", async () => {
  const first = await start();
  await live(first);
  await first.close();
  const second = await startStill({ dataFolder: join(folder, "data"), sample: true });
  open.push(second);
  expect(storedIn(second)).toHaveLength(3);
});

test("a file that no sandbox wrote is rejected and not changed, and the error names the line", async () => {
  const first = await start();
  await first.close();
  const path = join(folder, "data", "state.ndjson");
  writeFileSync(path, "something else\n");
  await expect(start()).rejects.toThrow("The data folder holds a line that is no record of a sandbox: something else");
  expect(readFileSync(path, "utf8")).toBe("something else\n");
});

test("a folder that another running process uses is rejected", async () => {
  const first = await start();
  await first.close();
  writeFileSync(join(folder, "data", "sandbox.lock"), String(process.ppid));
  await expect(start()).rejects.toThrow(`is used by the sandbox with process id ${process.ppid}`);
});

test("B6: two sandboxes of one process do not share a folder, in any spelling of its path", async () => {
  const first = await start();
  await expect(start(join(folder, "data", "..", "data"))).rejects.toThrow("is used by the sandbox with process id");
  await live(first);
  await first.close();
  expect((await start()).snapshot()).toEqual(first.snapshot());
});

test("B6: a lock that a killed process with the same id left is taken over", async () => {
  await (await start()).close();
  writeFileSync(join(folder, "data", "sandbox.lock"), String(process.pid));
  await start();
});

test("B6: a damaged line in the middle is rejected with its number, and the file stays as it is", async () => {
  const first = await start();
  await live(first);
  await first.close();
  const path = join(folder, "data", "state.ndjson");
  const lines = readFileSync(path, "utf8").split("\n");
  lines[3] = lines[3]?.slice(0, 20) ?? "";
  writeFileSync(path, lines.join("\n"));
  await expect(start()).rejects.toThrow(`It is line 4 of ${path}: repair or delete the line, or use another folder.`);
  expect(readFileSync(path, "utf8")).toBe(lines.join("\n"));
  writeFileSync(path, [...lines.slice(0, 3), ...lines.slice(4)].join("\n"));
  await start();
});

test("B6: a tail that is no text is left out", async () => {
  const first = await start();
  await live(first);
  await first.close();
  appendFileSync(join(folder, "data", "state.ndjson"), Buffer.alloc(5000));
  expect((await start()).snapshot()).toEqual(first.snapshot());
});

test("B6: a path that is no folder is rejected, and the error names it", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(start(join(folder, "file"))).rejects.toThrow(`The data folder ${join(folder, "file")} cannot be used`);
});
