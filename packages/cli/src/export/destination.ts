/** Where an export goes: stdout, or a file that is there only when it is whole. */
import { createWriteStream, linkSync, renameSync, rmSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { visible } from "../harmless";
import { UsageError } from "../usage";

export interface Destination {
  stream: Writable;
  /** Gives the file its name. */
  finish(): void;
  /** Removes what was written. */
  discard(): void;
}

const codeOf = (error: unknown): unknown => Object(error).code;

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const taken = (file: string) => new UsageError(`${file} exists. Choose another name, or add --force to replace it.`);

/** Stdout, which stays open. On a terminal, what Mixpanel sends is made harmless. */
function stdout(): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: Buffer | string, _encoding, done) => {
      const text = process.stdout.isTTY ? visible(chunk.toString()) : chunk;
      process.stdout.write(text, (error) => done(error));
    },
  });
}

/**
 * Opens a destination.
 *
 * @param file - for stdout
 * @throws UsageError if the file exists and `force` is false, or its folder does not
 */
export function openDestination(file: string, force: boolean): Destination {
  const nothing = () => {};
  if (file === "-") return { stream: stdout(), finish: nothing, discard: nothing };
  const found = statOf(file);
  if (found?.isDirectory()) throw new UsageError(`${file} is a folder. Name a file in it.`);
  // A device or a pipe is written to as it is.
  if (found && !found.isFile()) return { stream: createWriteStream(file), finish: nothing, discard: nothing };
  if (found && !force) throw taken(file);
  const folder = path.dirname(file);
  if (!statOf(folder)?.isDirectory())
    throw new UsageError(`There is no folder ${folder} to write ${path.basename(file)} to.`);
  const partial = path.join(folder, `.${path.basename(file)}.${process.pid}.partial`);
  const discard = () => rmSync(partial, { force: true });
  // An interrupt that ends the process at once leaves nothing behind either.
  process.once("exit", discard);
  const finish = () => {
    if (force) renameSync(partial, file);
    else {
      try {
        // Unlike a rename, this never replaces a file that has come meanwhile.
        linkSync(partial, file);
      } catch (error) {
        if (codeOf(error) === "EEXIST") throw taken(file);
        // File systems without links.
        if (statOf(file)) throw taken(file);
        renameSync(partial, file);
      }
    }
    discard();
    process.off("exit", discard);
  };
  return { stream: createWriteStream(partial, { flags: "wx" }), finish, discard };
}
