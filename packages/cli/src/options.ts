/** Options that several commands have. */
import { type Command, Option } from "commander";

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
      new Option("--set <key=value>", "one input, as typed into the form; may be repeated, and overrides --input")
        .argParser(repeated)
        .default([], "the form's defaults"),
    );
