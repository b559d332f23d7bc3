/** B6: a data folder on a disk that fails. Every failure happens at every byte; a new start is compared with what was acknowledged. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { DataFolder } from "../src/state/dataFolder";
import { groupProfiles } from "../src/state/project";
import type { Disk } from "../src/state/stateFile";
import { World } from "../src/state/world";

let root: string;
let silent: jest.SpyInstance;
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), "disk-"));
  silent = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  silent.mockRestore();
  fs.rmSync(root, { recursive: true });
});

/** A disk with room for a number of bytes. It writes what fits and then fails, as disks do. */
class SmallDisk implements Disk {
  room = Number.POSITIVE_INFINITY;
  /** Whether a file can be cut back: not when the process is killed before it does. */
  canTruncate = true;
  written = 0;

  writeSync(file: number, bytes: Uint8Array, offset: number): number {
    const length = Math.min(bytes.length - offset, this.room);
    if (length === 0) throw full();
    fs.writeSync(file, bytes, offset, length);
    this.room -= length;
    this.written += length;
    return length;
  }

  ftruncateSync(file: number, length: number): void {
    if (!this.canTruncate) throw full();
    fs.ftruncateSync(file, length);
  }

  openSync = (path: string, flags: string) => fs.openSync(path, flags);
  /** Nothing here outlives a power cut, and waiting for the disk would make the tests slow. */
  fsyncSync = () => {};
  renameSync = (from: string, to: string) => fs.renameSync(from, to);
  rmSync = (path: string, options: { force: boolean }) => fs.rmSync(path, options);
  closeSync = (file: number) => fs.closeSync(file);
}

function full(): Error {
  return Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
}

type Change = (world: World) => void;

const project = (world: World) => {
  const found = world.projects.get(1);
  if (!found) throw new Error("There is no project 1.");
  return found;
};

const addEvents =
  (ids: string[]): Change =>
  (world) => {
    for (const insertId of ids) {
      const properties = { time: 1, distinct_id: "Zoë 😀", $insert_id: insertId };
      project(world).events.add({ event: "A", time: 1000, distinctId: "Zoë 😀", insertId, properties });
    }
  };

/** One request's changes of everything that a folder keeps. */
const CHANGES: Change[] = [
  addEvents(["a", "b"]),
  (world) => project(world).profiles.set("p", { distinctId: "p", properties: { x: "ü" } }),
  (world) => groupProfiles(project(world), "k").set("g", { distinctId: "g", properties: {} }),
  (world) => project(world).events.removeWhere(({ insertId }) => insertId === "a"),
  (world) => project(world).slices.set("notes", { text: "n" }),
  addEvents(["c"]),
  (world) => project(world).profiles.delete("p"),
];

/** Makes a change and saves it; false when it could not be saved. */
function saves(folder: DataFolder, world: World, change: Change): boolean {
  change(world);
  try {
    folder.save();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: "NotSavedError", status: 500 });
    return false;
  }
}

/** The state that a new process finds in a copy of the folder, as if this one were killed now. */
function reopened(path: string): ReturnType<World["save"]> {
  const copy = join(root, "copy");
  fs.mkdirSync(copy, { recursive: true });
  fs.copyFileSync(join(path, "state.ndjson"), join(copy, "state.ndjson"));
  const world = new World(1000);
  new DataFolder(copy, world, new SmallDisk()).close();
  return world.save();
}

const idsOf = (state: ReturnType<World["save"]>) =>
  (state.projects.find(({ id }) => id === 1)?.events ?? []).map(({ properties }) => properties.$insert_id);

/** A new folder, in place of an earlier one of that name. */
function opened(name: string) {
  const path = join(root, name);
  fs.rmSync(path, { recursive: true, force: true });
  const disk = new SmallDisk();
  const world = new World(1000);
  const folder = new DataFolder(path, world, disk);
  return { path, disk, world, folder };
}

/** How many bytes the changes take on a disk with enough room. */
function bytesOf(changes: Change[]): number {
  const { disk, world, folder } = opened("measured");
  const before = disk.written;
  for (const change of changes) saves(folder, world, change);
  folder.close();
  return disk.written - before;
}

test("B6: a disk that is full at any byte loses nothing acknowledged, and everything is written once there is room", () => {
  const total = bytesOf(CHANGES);
  expect(total).toBeGreaterThan(300);
  for (let room = 0; room < total; room += 1) {
    const { path, disk, world, folder } = opened("filled");
    disk.room = room;
    let acknowledged = world.save();
    let failures = 0;
    for (const change of CHANGES) {
      if (saves(folder, world, change)) acknowledged = world.save();
      else failures += 1;
    }
    expect(failures).toBeGreaterThan(0);
    expect(reopened(path)).toEqual(acknowledged);
    disk.room = Number.POSITIVE_INFINITY;
    expect(saves(folder, world, addEvents(["later"]))).toBe(true);
    expect(reopened(path)).toEqual(world.save());
    folder.close();
  }
});

test("B6: a process killed in the middle of a write leaves a folder that opens, with everything acknowledged", () => {
  const total = bytesOf(CHANGES);
  for (let room = 0; room < total; room += 1) {
    const { path, disk, world, folder } = opened("killed");
    Object.assign(disk, { room, canTruncate: false });
    let acknowledged: unknown[] = [];
    for (const change of CHANGES) {
      if (!saves(folder, world, change)) break;
      acknowledged = idsOf(world.save());
    }
    const found = idsOf(reopened(path));
    // The change under way may be there in part: it may add b and c, or remove a.
    expect(found).toEqual(expect.arrayContaining(acknowledged.filter((id) => id !== "a")));
    // A disk that can neither write nor truncate takes nothing more, and appends to no incomplete line.
    disk.room = 100_000;
    expect(saves(folder, world, addEvents(["later"]))).toBe(false);
    expect(idsOf(reopened(path))).toEqual(found);
    disk.canTruncate = true;
    expect(saves(folder, world, addEvents(["later"]))).toBe(true);
    expect(reopened(path)).toEqual(world.save());
    folder.close();
  }
});

test("B6: writes that are short, again and again, are completed", () => {
  const path = join(root, "short");
  const world = new World(1000);
  class Slow extends SmallDisk {
    override writeSync(file: number, bytes: Uint8Array, offset: number): number {
      return super.writeSync(file, bytes.subarray(0, offset + 7), offset);
    }
  }
  const folder = new DataFolder(path, world, new Slow());
  for (const change of CHANGES) expect(saves(folder, world, change)).toBe(true);
  expect(reopened(path)).toEqual(world.save());
  folder.close();
});

test("B6: a replaced state that does not fit changes nothing, on the disk and in memory", () => {
  const { path, disk, world, folder } = opened("replaced");
  for (const change of CHANGES) saves(folder, world, change);
  const acknowledged = world.save();
  const empty = opened("empty");
  empty.folder.close();
  // The lock is written once, before the state.
  const needed = empty.disk.written - String(process.pid).length;
  for (let room = 0; room < needed; room += 13) {
    disk.room = room;
    world.clear();
    expect(() => folder.rewrite()).toThrow("ENOSPC: no space left on device");
    expect(world.save()).toEqual(acknowledged);
    expect(fs.readdirSync(path)).toEqual(["sandbox.lock", "state.ndjson"]);
    expect(reopened(path)).toEqual(acknowledged);
  }
  disk.room = Number.POSITIVE_INFINITY;
  expect(saves(folder, world, addEvents(["after"]))).toBe(true);
  expect(reopened(path)).toEqual(world.save());
  world.clear();
  folder.rewrite();
  expect(saves(folder, world, addEvents(["later"]))).toBe(true);
  expect(idsOf(reopened(path))).toEqual(["later"]);
  folder.close();
});

test("B6: a folder opens on a disk without room for a second file, and goes on from its last whole line", () => {
  const first = opened("tight");
  for (const change of CHANGES) saves(first.folder, first.world, change);
  first.folder.close();
  const state = join(first.path, "state.ndjson");
  fs.appendFileSync(state, '["event",1,"Half');
  fs.writeFileSync(`${state}.next`, "left by a killed process");
  const disk = new SmallDisk();
  disk.room = 100;
  const world = new World(1000);
  const folder = new DataFolder(first.path, world, disk);
  expect(world.save()).toEqual(first.world.save());
  expect(fs.existsSync(`${state}.next`)).toBe(false);
  disk.room = 1000;
  expect(saves(folder, world, addEvents(["later"]))).toBe(true);
  expect(reopened(first.path)).toEqual(world.save());
  folder.close();
});

test("B6: a disk that fills up and gets room again at random keeps exactly what was acknowledged", () => {
  const rooms = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 });
  let run = 0;
  fc.assert(
    fc.property(rooms, (given) => {
      run += 1;
      const { path, disk, world, folder } = opened(`random-${run}`);
      let acknowledged = world.save();
      given.forEach((room, index) => {
        disk.room = room;
        if (saves(folder, world, addEvents([`e${index}`]))) acknowledged = world.save();
        expect(reopened(path)).toEqual(acknowledged);
      });
      disk.room = Number.POSITIVE_INFINITY;
      folder.close();
    }),
    { seed: 20240615, numRuns: 30 },
  );
});

test.each([
  ["EROFS", "read-only file system"],
  ["EACCES", "permission denied"],
])("B6: a folder that cannot be written to (%s) is refused, and the error names it", (code, words) => {
  class Refusing extends SmallDisk {
    override openSync = (path: string): number => {
      throw Object.assign(new Error(`${code}: ${words}, open '${path}'`), { code });
    };
  }
  const path = join(root, "refused");
  expect(() => new DataFolder(path, new World(1000), new Refusing())).toThrow(
    `The data folder ${path} cannot be used: ${code}: ${words}.`,
  );
  expect(fs.readdirSync(path)).toEqual([]);
});

test("B6: a folder whose lock does not fit on the disk is refused, and opens once there is room", () => {
  const path = join(root, "locked");
  const disk = new SmallDisk();
  disk.room = 0;
  expect(() => new DataFolder(path, new World(1000), disk)).toThrow("cannot be used: ENOSPC");
  disk.room = Number.POSITIVE_INFINITY;
  new DataFolder(path, new World(1000), disk).close();
});
