/**
 * State that outlives the process: one file of JSON lines, appended to.
 *
 * Appending was chosen over snapshots because a batch of events costs only its own bytes, however much is stored, and
 * because a line is either there or not: what a request changed is handed to the operating system before the request is
 * answered, so killing the process loses nothing that was answered, and half a line at the end is left out at the next
 * start. (Power loss is another matter: there is no fsync per request.) Each start rewrites the file without what was
 * replaced or deleted since, beside the old one and then in its place.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Operation } from "../types";
import { readLines } from "./lines";
import type { ObservedMap } from "./observedMap";
import type { SandboxProject } from "./project";
import { applyLine, recordsOf, type StateRecord } from "./stateRecords";
import { savedOrganization, savedSettings, type World } from "./world";

const STATE_FILE = "state.ndjson";
const LOCK_FILE = "sandbox.lock";
const FLUSH_CHARACTERS = 1024 * 1024;

/** Calls of these can touch events, profiles, groups and identities only: what other families keep need not be compared. */
const INGESTION_OPERATIONS: ReadonlySet<string> = new Set([
  "import-events",
  "track-event",
  "profile-set",
  "group-set-property",
  "raw-event-export",
]);

/** Keeps a world in a folder. */
export class DataFolder {
  readonly #world: World;
  readonly #folder: string;
  #file = -1;
  #lines: string[] = [];
  /** What was last written of the values that have no change notes of their own. */
  #written = new Map<string, string>();

  /**
   * Opens the folder, made when missing. State that it holds replaces what is in the world; an empty folder takes the world's.
   * Throws when another live sandbox uses the folder or a line of the file is not the sandbox's.
   */
  constructor(folder: string, world: World) {
    this.#world = world;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#lock();
    try {
      const path = join(folder, STATE_FILE);
      if (existsSync(path)) {
        world.clear();
        for (const line of readLines(path)) applyLine(world, line);
      }
      this.rewrite();
    } catch (error) {
      rmSync(join(folder, LOCK_FILE), { force: true });
      throw error;
    }
  }

  /** Writes the whole state anew and goes on appending to it. */
  rewrite(): void {
    const path = join(this.#folder, STATE_FILE);
    const next = openSync(`${path}.next`, "w");
    let text = "";
    for (const record of recordsOf(this.#world)) {
      text += `${JSON.stringify(record)}\n`;
      if (text.length < FLUSH_CHARACTERS) continue;
      writeSync(next, text);
      text = "";
    }
    writeSync(next, text);
    // The old file must not go before the new one is on the disk.
    fsyncSync(next);
    closeSync(next);
    renameSync(`${path}.next`, path);
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = openSync(path, "a");
    for (const project of this.#world.projects.values()) this.#observe(project);
    this.#lines = [];
    this.#written = new Map(this.#unobserved().map(([key, record]) => [key, JSON.stringify(record)]));
  }

  /** Appends what changed since the last call. @param operation what was called, when known: most need no comparing */
  save(operation?: Operation): void {
    for (const project of this.#world.projects.values()) this.#collect(project);
    if (!operation || !INGESTION_OPERATIONS.has(operation.operationId)) this.#compare();
    if (this.#lines.length === 0) return;
    writeSync(this.#file, `${this.#lines.join("\n")}\n`);
    this.#lines = [];
  }

  /** Saves, and lets go of the folder. */
  close(): void {
    if (this.#file < 0) return;
    this.save();
    closeSync(this.#file);
    this.#file = -1;
    rmSync(join(this.#folder, LOCK_FILE), { force: true });
  }

  #append(record: StateRecord): void {
    this.#lines.push(JSON.stringify(record));
  }

  #observe(project: SandboxProject): void {
    project.events.observer = {
      added: ({ event, time, properties }) => this.#append(["event", project.id, event, time, properties]),
      removed: (identity) => this.#append(["removed", project.id, ...identity]),
    };
    for (const map of [project.profiles, project.identities]) {
      map.observe();
      map.takeChanged();
    }
    project.groups.observe();
    for (const [, profiles] of project.groups.observedEntries()) profiles.takeChanged();
  }

  #collect(project: SandboxProject): void {
    const { id, profiles, identities, groups } = project;
    each(profiles, (key, profile) => this.#append(["profile", id, key, profile?.properties ?? null]));
    each(identities, (key, canonical) => this.#append(["identity", id, key, canonical ?? null]));
    for (const groupKey of groups.takeRemovedKeys()) this.#append(["groupKeyRemoved", id, groupKey]);
    for (const [groupKey, members] of groups.observedEntries()) {
      each(members, (key, profile) => this.#append(["group", id, groupKey, key, profile?.properties ?? null]));
    }
  }

  #compare(): void {
    const current = this.#unobserved();
    const keys = new Set(current.map(([key]) => key));
    for (const [key, record] of current) {
      const text = JSON.stringify(record);
      if (this.#written.get(key) === text) continue;
      this.#written.set(key, text);
      this.#lines.push(text);
    }
    for (const key of this.#written.keys()) {
      if (keys.has(key)) continue;
      this.#written.delete(key);
      const [, projectId, name] = /^slice (\d+) (.*)$/s.exec(key) ?? [];
      if (name !== undefined) this.#append(["slice", Number(projectId), name, null]);
    }
  }

  /** Settings and slices: values that families change in place, found by comparing. */
  #unobserved(): [string, StateRecord][] {
    const organizations = [...this.#world.organizations.values()].map((one): [string, StateRecord] => [
      `organization ${one.id}`,
      ["organization", savedOrganization(one)],
    ]);
    const projects = [...this.#world.projects.values()].flatMap((project): [string, StateRecord][] => [
      [`project ${project.id}`, ["project", savedSettings(project)]],
      ...[...project.slices].map(([name, slice]): [string, StateRecord] => [
        `slice ${project.id} ${name}`,
        ["slice", project.id, name, slice],
      ]),
    ]);
    return [...organizations, ...projects];
  }

  #lock(): void {
    const path = join(this.#folder, LOCK_FILE);
    const owner = existsSync(path) ? Number(readFileSync(path, "utf8")) : 0;
    if (owner > 0 && owner !== process.pid && isRunning(owner)) {
      throw new Error(`The data folder ${this.#folder} is used by the sandbox with process id ${owner}.`);
    }
    const file = openSync(path, "w");
    writeSync(file, String(process.pid));
    closeSync(file);
  }
}

function each<V>(map: ObservedMap<V>, note: (key: string, value: V | undefined) => void): void {
  for (const key of map.takeChanged()) note(key, map.get(key));
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
