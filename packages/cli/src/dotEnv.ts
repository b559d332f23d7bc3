/** Reads the file .env of the current folder. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { UsageError } from "./usage";

/** Adds the variables of Mixpanel that the file sets; those of the environment stay as they are. */
export function loadDotEnv(environment: NodeJS.ProcessEnv, file = ".env"): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const [name, value] of Object.entries(parseEnv(text)))
    if (name.startsWith("MIXPANEL_")) environment[name] ??= value;
}
