import { Command, Option } from "commander";
import { FORMATS, type Format } from "../export/formats";
import type { ExportRequest } from "../export/run";
import { WHAT } from "../export/what";
import {
  addReportOptions,
  addSandboxOption,
  addTimeLimitOption,
  type TargetOptions,
  type TimeLimitOptions,
} from "../options";
import { addHelp, ENVIRONMENT, examples } from "../usage";

const ABOUT = `The name says the format: .ndjson, .csv or .json, each compressed if .gz follows. NDJSON has every line as Mixpanel sends it. In CSV, each property is a column; lists and objects are JSON.

The file gets its name when it is whole. An export that fails or is interrupted removes what it has written. An existing file is replaced only with --force.

Days are as Download Data takes them: 2024-01-31, yesterday, 7 days ago, start of month. Words are resolved in UTC.

Exit codes: 0 everything was exported, also if there was nothing; 1 failure; 2 wrong usage; 130 Ctrl-C, 143 SIGTERM.`;

interface Options extends TargetOptions, TimeLimitOptions {
  from?: string;
  to?: string;
  event: string[];
  where?: string;
  what: ExportRequest["what"];
  groupKey?: string;
  format?: Format;
  force?: boolean;
  removeDuplicates?: boolean;
  skipBadLines?: boolean;
}

export function exportCommand(ended: (code: number) => void): Command {
  const command = new Command("export")
    .description("exports events, user profiles or group profiles to a file of any size")
    .argument("[file]", "the file to write; - for stdout", "-")
    .addOption(new Option("--what <what>", "what to export").choices(WHAT).default("events"))
    .option("--from <day>", "first day of events (default: 30 days ago)")
    .option("--to <day>", "last day of events (default: yesterday)")
    .addOption(
      new Option("--event <name>", "only events of this name; may be repeated")
        .argParser((value: string, before: string[]) => [...before, value])
        .default([], "all events"),
    )
    .option("--where <expression>", 'only records that it is true of, such as properties["plan"] == "pro"')
    .option("--group-key <id>", "the ID of the group key, with --what groups")
    .addOption(new Option("--format <format>", "the format, if the name does not say it").choices(FORMATS))
    .option("--force", "replace an existing file")
    .option("--remove-duplicates", "leave out events that Mixpanel stores more than once")
    .option("--skip-bad-lines", "leave out lines that are not valid JSON, and report them");
  addHelp(
    command,
    examples(
      "export events.ndjson.gz --from 2024-01-01 --to 2024-01-31",
      'export purchases.csv --from "7 days ago" --event Purchased',
      "export users.csv --what users",
      "export --from yesterday | head",
    ),
    ABOUT,
    ENVIRONMENT,
  );
  addSandboxOption(command);
  addTimeLimitOption(command);
  return addReportOptions(command, "print the summary of a file as JSON, and failures as JSON").action(
    async (file: string, given: Options) => {
      const { sandbox, timeLimit, format, ...options } = given;
      const { force = false, removeDuplicates = false, skipBadLines = false, json = false, debug = false } = options;
      // The client is loaded only by the commands that need it.
      const { runExport } = await import("../export/run.js");
      const flags = { force, removeDuplicates, skipBadLines, json, debug };
      ended(await runExport({ ...options, ...flags, file, format, sandbox, timeLimit }));
    },
  );
}
