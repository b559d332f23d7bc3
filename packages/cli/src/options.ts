/** Options that several commands have. */
import { type Command, Option } from "commander";
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

const repeated = (value: string, before: string[]) => [...before, value];

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

const MAX_MINUTES = 1_440;

/** Options of commands that run one operation to its end. */
export interface TimeLimitOptions {
  timeLimit?: string;
}

export const addTimeLimitOption = (command: Command): Command =>
  command.option(
    "--time-limit <minutes>",
    "end the run after so many minutes (default: no limit, or MIXPANEL_TIME_LIMIT)",
    (text) => {
      const minutes = Number(text);
      if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES) return text;
      throw new UsageError(`--time-limit ${text} must be a whole number of minutes from 1 to 1,440.`);
    },
  );
