/**
 * State that outlives the process: one file of JSON lines, appended to.
 *
 * Appending was chosen over snapshots because a batch of events costs only its own bytes, however much is stored, and
 * because a line is either there or not: what a request changed is handed to the operating system before the request is
 * answered, so killing the process loses nothing that was answered, and half a line at the end is left out at the next
 * start. (Power loss is another matter: there is no fsync per request.) Each start rewrites the file without what was
 * replaced or deleted since, beside the old one and then in its place.
 *
 * What cannot be written is not acknowledged: the request is answered with 500, as is each later one until everything is written. So
 * a response with another status always shows a state that is on the disk.
 */
import * as fs from "node:fs";
import { join } from "node:path";
import { SandboxError } from "../errors";
import type { Operation } from "../types";
import { Changes } from "./changes";
import { FolderInUseError, FolderLock } from "./folderLock";
import { readLines } from "./lines";
import { type Disk, StateFile } from "./stateFile";
import { applyLine, NoRecordError, recordsOf, type StateRecord } from "./stateRecords";
import type { World } from "./world";

const STATE_FILE = "state.ndjson";

/** The response to a request whose changes are not on the disk: it may be sent again. */
export class NotSavedError extends SandboxError {
  override name = "NotSavedError";

  constructor(cause: unknown) {
    super(
      500,
      `The sandbox could not save its state in its data folder (${reasonOf(cause)}). Once that is fixed, send the request again.`,
    );
    this.cause = cause;
  }
}

/** Keeps a world in a folder. */
export class DataFolder {
  readonly #world: World;
  readonly #lock: FolderLock;
  readonly #file: StateFile;
  readonly #changes: Changes;
  #hasFailed = false;

  /**
   * Opens the folder, made when missing. State that it holds replaces what is in the world; an empty folder takes the world's.
   * Throws when another live sandbox uses the folder, it cannot be written to, or a line of the file is not the sandbox's.
   * @param disk writes the files; replaced by tests
   */
  constructor(folder: string, world: World, disk: Disk = fs) {
    this.#world = world;
    this.#changes = new Changes(world);
    this.#file = new StateFile(join(folder, STATE_FILE), disk);
    try {
      fs.mkdirSync(folder, { recursive: true });
      this.#lock = new FolderLock(folder, disk);
    } catch (error) {
      throw unusable(folder, error);
    }
    try {
      this.#open();
    } catch (error) {
      this.#file.close();
      this.#lock.release();
      throw unusable(folder, error);
    }
  }

  /**
   * Writes the whole state, after it was replaced, and goes on appending to it. Throws NotSavedError when that is impossible: then the
   * file is as before, and so is the state again.
   */
  rewrite(): void {
    try {
      this.#writeWhole();
    } catch (cause) {
      this.#read();
      this.#changes.restart();
      throw this.#failed(cause);
    }
  }

  /**
   * Appends what changed since the last save that succeeded. Throws NotSavedError when that is impossible.
   * @param operation what was called, when known: most need no comparing
   */
  save(operation?: Operation): void {
    try {
      const lines = this.#changes.unsaved(operation);
      if (lines.length > 0) this.#file.append(lines);
      this.#changes.saved();
      this.#hasFailed = false;
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  /** Throws NotSavedError while earlier changes cannot be saved: a request that is refused here changes nothing. */
  checkWritable(): void {
    if (this.#hasFailed) this.save();
  }

  /** Saves, and lets go of the folder. Throws NotSavedError when changes of requests that were answered with 500 are lost. */
  close(): void {
    try {
      this.save();
    } finally {
      this.#file.close();
      this.#lock.release();
    }
  }

  #open(): void {
    if (!fs.existsSync(this.#file.path)) {
      this.#writeWhole();
      return;
    }
    const length = this.#read();
    try {
      this.#writeWhole();
    } catch {
      // Two files do not fit on the disk: the one that is there holds the same state.
      this.#file.open(length);
      this.#changes.restart();
    }
  }

  /** Makes the world what the file says. Returns the length of the file's whole lines in bytes. */
  #read(): number {
    const { path } = this.#file;
    this.#world.clear();
    let length = 0;
    let number = 0;
    for (const { text, end } of readLines(path)) {
      if (end > this.#file.length) break;
      number += 1;
      applyLine(this.#world, text, `line ${number} of ${path}`);
      length = end;
    }
    return length;
  }

  #writeWhole(): void {
    this.#file.rewrite(textsOf(recordsOf(this.#world)));
    this.#changes.restart();
    this.#hasFailed = false;
  }

  #failed(cause: unknown): NotSavedError {
    if (!this.#hasFailed) console.error(`The data folder cannot be written to: ${reasonOf(cause)}`);
    this.#hasFailed = true;
    return new NotSavedError(cause);
  }
}

function* textsOf(records: Iterable<StateRecord>): Generator<string> {
  for (const record of records) yield JSON.stringify(record);
}

/** Why the folder cannot be used, in words of the operating system: without the path, which is no caller's business. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split(", ", 1)[0] ?? "";
}

function unusable(folder: string, cause: unknown): Error {
  if (cause instanceof FolderInUseError || cause instanceof NoRecordError) return cause;
  return new Error(`The data folder ${folder} cannot be used: ${reasonOf(cause)}.`, { cause });
}
