/** The file that keeps a trigger's state from one poll to the next. */
import { accessSync, constants, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UsageError } from "../usage";
import type { State } from "./states";

const content = z.object({ trigger: z.string(), state: z.record(z.string(), z.unknown()) });

/**
 * @returns the state that the file keeps, or an empty one if there is no file
 * @throws UsageError for a file that keeps something else, or the state of another trigger; for a folder in which no file can be written,
 * which would be too late to find out after the poll
 */
export function readState(file: string, triggerKey: string): State {
  try {
    accessSync(path.dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`--state ${file} cannot be written: its folder does not exist, or does not allow it.`);
  }
  if (!existsSync(file)) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--state ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const kept = content.safeParse(value);
  if (!kept.success) throw new UsageError(`--state ${file} is not a file that this command wrote.`);
  if (kept.data.trigger !== triggerKey)
    throw new UsageError(
      `--state ${file} keeps the state of ${kept.data.trigger}. Use another file for ${triggerKey}.`,
    );
  return kept.data.state;
}

/** Replaces the file in one step: if the process ends meanwhile, the file has the state of before. */
export function writeState(file: string, triggerKey: string, state: State): void {
  const next = `${file}.${process.pid}.tmp`;
  // A state can name users.
  writeFileSync(next, `${JSON.stringify({ trigger: triggerKey, state })}\n`, { mode: 0o600 });
  renameSync(next, file);
}
