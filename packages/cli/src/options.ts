/** Options that several commands have. */
import { type Command, Option } from "commander";
import { grouped } from "./terminal";
import { UsageError } from "./usage";

/** How a command reports. */
export interface ReportOptions {
  json?: boolean;
  debug?: boolean;
}

/** What a command that calls Mixpanel is given. */
export interface TargetOptions extends ReportOptions {
  sandbox?: string;
}

/** What a command that takes inputs is given. */
export interface InputOptions extends TargetOptions {
  input?: string;
  set: string[];
}

/** For an option that may be given several times. */
export const repeated = (value: string, before: string[]) => [...before, value];

/** @param json what --json does, if it does more than to print failures as JSON */
export const addReportOptions = (command: Command, json = "print failures as JSON"): Command =>
  command.option("--json", json).option("--debug", "print every request and stack traces to stderr");

export const addSandboxOption = (command: Command): Command =>
  command.option("--sandbox <address>", "use a running sandbox, with its own credentials, such as localhost:8787");

export const addInputOptions = (command: Command): Command =>
  command
    .option("--input <file>", "inputs as one JSON object by their keys; - reads it from stdin")
    .addOption(
      new Option(
        "--set <key=value>",
        "one input, as typed into the form; may be repeated, and overrides --input. key=@file takes the content of a file (JSON, NDJSON, CSV, gzip), key=@- that of stdin, key=@@text is the value @text",
      )
        .argParser(repeated)
        .default([], "the form's defaults"),
    );

/** Parses the value of an option. @param unit such as ` of minutes` */
export const wholeNumber =
  (option: string, min: number, max: number, unit = "") =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw new UsageError(
      `${option} ${text || '""'} must be a whole number${unit} from ${grouped(min)} to ${grouped(max)}.`,
    );
  };

const MAX_MINUTES = 1_440;

/** Options of commands that run one operation to its end. */
export interface TimeLimitOptions {
  timeLimit?: string;
}

export const addTimeLimitOption = (command: Command): Command =>
  command.option(
    "--time-limit <minutes>",
    "end the run after so many minutes (default: no limit, or MIXPANEL_TIME_LIMIT)",
    (text) => String(wholeNumber("--time-limit", 1, MAX_MINUTES, " of minutes")(text)),
  );
