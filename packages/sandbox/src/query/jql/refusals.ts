/** How the failure of a script is told to its caller. */
import type { ScriptLimits } from "../../types";

/** The file name under which the stack names the lines of a script, as Mixpanel's engine does. */
export const SCRIPT_FILE = "<anonymous>";
/** As many as V8 shows. */
const MAX_FRAMES = 10;
const MEGABYTE = 1_048_576;

/** What was thrown, as far as it is an error. */
interface Thrown {
  name: string;
  message: string;
  stack: string;
}

function thrownOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

const isError = (value: unknown): value is Thrown =>
  typeof value === "object" && value !== null && "name" in value && "message" in value;

/** QuickJS's own words, in those of V8, which runs Mixpanel's scripts. */
function inWordsOfV8({ name, message }: Thrown): string {
  if (message === "stack overflow") return "RangeError: Maximum call stack size exceeded";
  return `${name}: ${message.replace(/^'(.*)' is not defined$/, "$1 is not defined")}`;
}

/** The lines of the script that were under way, the innermost first. */
function framesOf({ stack }: Thrown): string[] {
  const lines = String(stack).split("\n");
  return lines.filter((line) => line.includes(`${SCRIPT_FILE}:`)).slice(0, MAX_FRAMES);
}

export const timeRefusal = ({ timeLimitMs }: ScriptLimits): string =>
  `The script ran for more than ${timeLimitMs / 1000} seconds.`;

export const memoryRefusal = ({ memoryLimitBytes }: ScriptLimits): string =>
  `The script needs more than ${memoryLimitBytes / MEGABYTE} MB of memory.`;

/** The message of a script's failure: what was thrown and where, or which limit stopped the script. */
export function refusalOf(error: unknown, limits: ScriptLimits): string {
  const thrown = thrownOf(error);
  // Without memory, QuickJS cannot even make the error.
  if (thrown === null || thrown === undefined) return memoryRefusal(limits);
  if (!isError(thrown))
    return `Uncaught exception ${typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown)}`;
  if (thrown.name === "QueryError") return thrown.message;
  if (thrown.name === "InternalError" && thrown.message === "interrupted") return timeRefusal(limits);
  if (thrown.name === "InternalError" && /out of memory|too long/.test(thrown.message)) return memoryRefusal(limits);
  const frames = framesOf(thrown);
  const trace = frames.length > 0 ? `\n\nStack trace:\n${frames.join("\n")}` : "";
  return `Uncaught exception ${inWordsOfV8(thrown)}${trace}`;
}
