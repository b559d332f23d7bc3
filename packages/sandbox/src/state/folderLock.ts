/** Keeps two sandboxes from writing to one folder. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Disk } from "./stateFile";

const LOCK_FILE = "sandbox.lock";

/** Locks of this process: a lock file with its process id may also be left from a killed one, whose id it got. */
const held = new Set<string>();

/** The lock of a folder, taken until it is released. */
export class FolderLock {
  readonly #path: string;
  readonly #disk: Disk;

  /** Throws when a running sandbox uses the folder, or the folder cannot be written to. */
  constructor(folder: string, disk: Disk) {
    this.#path = join(realpathSync(folder), LOCK_FILE);
    this.#disk = disk;
    const owner = existsSync(this.#path) ? Number(readFileSync(this.#path, "utf8")) : 0;
    if (held.has(this.#path) || (owner > 0 && owner !== process.pid && isRunning(owner))) {
      throw new FolderInUseError(folder, owner, this.#path);
    }
    disk.rmSync(this.#path, { force: true });
    const file = disk.openSync(this.#path, "wx");
    try {
      disk.writeSync(file, Buffer.from(String(process.pid)), 0);
    } catch (error) {
      disk.rmSync(this.#path, { force: true });
      throw error;
    } finally {
      disk.closeSync(file);
    }
    held.add(this.#path);
  }

  release(): void {
    held.delete(this.#path);
    this.#disk.rmSync(this.#path, { force: true });
  }
}

/** The refusal of a folder that another sandbox is using. */
export class FolderInUseError extends Error {
  override name = "FolderInUseError";

  constructor(folder: string, processId: number, lock: string) {
    super(
      `The data folder ${folder} is used by the sandbox with process id ${processId}. Stop that sandbox, or use another folder; if no sandbox is running, delete ${lock}.`,
    );
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
