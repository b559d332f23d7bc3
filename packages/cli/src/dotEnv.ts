/** Reads the file .env of the current folder. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { UsageError } from "./usage";

/** By environment: the names that the file has set. */
const FROM_FILE = new WeakMap<NodeJS.ProcessEnv, Set<string>>();

/** The names of an environment that the file .env has set. */
export const namesFromDotEnv = (environment: NodeJS.ProcessEnv): ReadonlySet<string> =>
  FROM_FILE.get(environment) ?? new Set();

/** Adds the variables of Mixpanel that the file sets; those of the environment stay as they are. */
export function loadDotEnv(environment: NodeJS.ProcessEnv, file = ".env"): void {
  let text: string;
  try {
    // Editors on Windows begin a file with a byte order mark, which would become a part of the first name.
    text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    if (Object(error).code === "ENOENT") return;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  // Node 20 takes the line after an indented comment for a part of it.
  const added = Object.entries(parseEnv(text.replaceAll(/^[ \t]+#.*$/gm, ""))).filter(
    ([name]) => name.startsWith("MIXPANEL_") && environment[name] === undefined,
  );
  for (const [name, value] of added) environment[name] = value;
  FROM_FILE.set(environment, new Set(added.map(([name]) => name)));
}
