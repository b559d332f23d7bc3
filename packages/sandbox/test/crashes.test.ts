/** B6: the built sandbox under load, killed and out of space. `KILLS=20 npx jest packages/sandbox/test/crashes` is the long version. */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltSandbox, importBatch, insertIdsIn, startBuilt } from "./builtSandbox";

const KILLS = Number(process.env.KILLS ?? 2);
const WRITERS = 8;
const BATCH = 25;
const PADDING = "x".repeat(1000);

let root: string;
let running: BuiltSandbox | null = null;
let mounted: string | null = null;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "crash-"));
});
afterEach(async () => {
  running?.child.kill("SIGKILL");
  await running?.ended;
  running = null;
  if (mounted) spawnSync("umount", [mounted]);
  mounted = null;
  rmSync(root, { recursive: true });
});

async function start(folder: string, fileBlocks?: number): Promise<BuiltSandbox> {
  running = await startBuilt(folder, fileBlocks);
  return running;
}

async function kill({ child, ended }: BuiltSandbox): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

let lastId = 0;
const nextIds = () => Array.from({ length: BATCH }, () => `id-${++lastId}`);

/** Imports batches one after the other until one is not acknowledged; returns what ended it. */
async function write(url: string, acknowledged: Set<string>, padding = ""): Promise<number | null> {
  for (;;) {
    const ids = nextIds();
    const status = await importBatch(url, ids, padding);
    if (status !== 200) return status;
    for (const id of ids) acknowledged.add(id);
  }
}

function missing(acknowledged: Set<string>, found: Set<string>): string[] {
  return [...acknowledged].filter((id) => !found.has(id));
}

test(`B6: ${KILLS} kills under load lose no acknowledged event`, async () => {
  const folder = join(root, "data");
  const acknowledged = new Set<string>();
  for (let round = 1; round <= KILLS; round += 1) {
    const sandbox = await start(folder);
    const before = acknowledged.size;
    const writers = Array.from({ length: WRITERS }, () => write(sandbox.url, acknowledged));
    // The kill comes with the first response after this many events, while the other writers' requests are under way.
    const enough = before + BATCH * (10 + ((round * 37) % 80));
    const killed = (async () => {
      while (acknowledged.size < enough) await importBatch(sandbox.url, nextIds());
      await kill(sandbox);
    })();
    expect(await Promise.all(writers)).toEqual(Array(WRITERS).fill(null));
    await killed;
  }
  expect(acknowledged.size).toBeGreaterThan(KILLS * BATCH * 10);
  const { url } = await start(folder);
  expect(missing(acknowledged, await insertIdsIn(url))).toEqual([]);
  process.stdout.write(`${KILLS} kills, ${acknowledged.size} acknowledged events, none lost\n`);
});

test("B6: a file size limit in the middle of a write answers 500 until the process ends, and the folder opens again", async () => {
  const folder = join(root, "data");
  const acknowledged = new Set<string>();
  const sandbox = await start(folder, 300);
  const ends = await Promise.all(Array.from({ length: WRITERS }, () => write(sandbox.url, acknowledged, PADDING)));
  expect(ends).toEqual(Array(WRITERS).fill(500));
  expect(acknowledged.size).toBeGreaterThan(BATCH);
  expect(await importBatch(sandbox.url, nextIds())).toBe(500);
  await kill(sandbox);
  const { url } = await start(folder);
  expect(missing(acknowledged, await insertIdsIn(url))).toEqual([]);
  expect(await importBatch(url, nextIds())).toBe(200);
});

const DISK_BYTES = 2 * 1024 ** 2;

/** A folder on a disk of 2 MB, if this user may mount one. */
function smallDisk(): string | null {
  const folder = join(root, "disk");
  mkdirSync(folder);
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", folder]);
  if (status === 0) mounted = folder;
  return mounted;
}

/** Writes to a file until the disk is full. */
function fillTo(file: string): void {
  while (statSync(file, { throwIfNoEntry: false })?.size !== DISK_BYTES) appendFileSync(file, Buffer.alloc(1024));
}

test("B6: a full disk answers 500, loses nothing acknowledged, and is written to again once there is room", async () => {
  const disk = smallDisk();
  const folder = join(disk ?? root, "data");
  const filler = join(disk ?? root, "filler");
  writeFileSync(filler, Buffer.alloc(1024 * 1024));
  const acknowledged = new Set<string>();
  // Without a small disk, the limit of the process ends with it.
  let sandbox = await start(folder, disk ? undefined : 500);
  const fill = async () =>
    expect(await Promise.all(Array.from({ length: WRITERS }, () => write(sandbox.url, acknowledged, PADDING)))).toEqual(
      Array(WRITERS).fill(500),
    );
  await fill();
  // A batch needs more than a reset: what is left over could hold one.
  const rest = join(disk ?? root, "rest");
  if (disk) expect(() => fillTo(rest)).toThrow("ENOSPC");
  const refused = await fetch(`${sandbox.url}/_sandbox/reset`, { method: "POST" });
  expect([refused.status, await refused.text()]).toEqual([500, expect.stringMatching(/ENOSPC|EFBIG/)]);
  expect((await fetch(`${sandbox.url}/_sandbox/requests`)).status).toBe(200);
  rmSync(filler);
  if (disk) {
    rmSync(rest);
    // The same process goes on, until the disk is full again.
    const before = acknowledged.size;
    expect(await importBatch(sandbox.url, nextIds())).toBe(200);
    await fill();
    expect(acknowledged.size).toBeGreaterThan(before);
  }
  await kill(sandbox);
  sandbox = await start(folder);
  expect(missing(acknowledged, await insertIdsIn(sandbox.url))).toEqual([]);
});
