/** Reads the inputs of a run from a file, from stdin and from the command line. */
import { readFileSync } from "node:fs";
import { UsageError } from "./usage";

const STDIN_FILE_DESCRIPTOR = 0;

/**
 * Reads inputs by their keys. Inputs from the command line override those of the file.
 *
 * @param file the path of a file with one JSON object; - for stdin; undefined for no file
 * @param settings `key=value`; values stay text, as a builder types them into a form
 * @throws UsageError for a file that cannot be read or holds no JSON object, and for a setting without a key
 */
export function readInputs(file: string | undefined, settings: readonly string[]): Record<string, unknown> {
  const pairs = settings.map((setting): [string, string] => {
    const at = setting.indexOf("=");
    if (at < 1) throw new UsageError(`--set ${setting} must have the form key=value.`);
    return [setting.slice(0, at), setting.slice(at + 1)];
  });
  return { ...(file === undefined ? {} : parse(file, read(file))), ...Object.fromEntries(pairs) };
}

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? STDIN_FILE_DESCRIPTOR : file, "utf8");
  } catch (error) {
    throw new UsageError(`--input ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(file: string, text: string): object {
  const where = file === "-" ? "stdin" : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${where} must contain one JSON object: the inputs by their keys.`);
}
