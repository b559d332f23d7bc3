/** Reads the inputs of a run from a file, from stdin and from the command line. */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { UsageError } from "./usage";

const STDIN_FILE_DESCRIPTOR = 0;

/** JavaScript strings cannot be much longer; a larger file stays bytes, which every input for records accepts. */
const MAX_TEXT_BYTES = 500_000_000;

/**
 * Reads inputs by their keys. Inputs from the command line override those of the file.
 *
 * @param file the path of a file with one JSON object; - for stdin; undefined for no file
 * @param settings `key=value`; values stay text, as a builder types them into a form. `key=@file` takes the content of a file, `key=@-`
 * that of stdin, and `key=@@text` is the value `@text`
 * @throws UsageError for a file that cannot be read or holds no JSON object, and for a setting without a key
 */
export function readInputs(file: string | undefined, settings: readonly string[]): Record<string, unknown> {
  const pairs = settings.map((setting): [string, string] => {
    const at = setting.indexOf("=");
    if (at < 1) throw new UsageError(`--set ${setting} must have the form key=value.`);
    return [setting.slice(0, at), setting.slice(at + 1)];
  });
  const readers = pairs.filter(([, value]) => value === "@-").map(([key]) => `--set ${key}=@-`);
  if (file === "-") readers.unshift("--input -");
  if (readers.length > 1) throw new UsageError(`${readers.join(" and ")} cannot both read stdin. Put one into a file.`);
  const given = pairs.map(([key, value]) => [key, contentOf(key, value)] as const);
  return { ...(file === undefined ? {} : parse(file, readText(file))), ...Object.fromEntries(given) };
}

/** A value from the command line: text as it is, or the content of a file. */
function contentOf(key: string, value: string): string | Buffer {
  if (!value.startsWith("@")) return value;
  if (value.startsWith("@@")) return value.slice(1);
  const file = value.slice(1);
  const advice = `For a value that begins with @, write --set ${key}=@${value}`;
  const content = read(file, `--set ${key}=${value}`, advice);
  // Text for inputs of every kind. What is not text is a file, such as gzip, which only inputs for files accept.
  return content.length <= MAX_TEXT_BYTES && isUtf8(content) ? content.toString("utf8") : content;
}

function read(file: string, option: string, advice?: string): Buffer {
  try {
    return readFileSync(file === "-" ? STDIN_FILE_DESCRIPTOR : file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} cannot be read: ${reason}${advice === undefined ? "" : `\n${advice}`}`);
  }
}

const readText = (file: string): string => read(file, `--input ${file}`).toString("utf8");

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
