import { Command, Option } from "commander";
import type { ImportRequest } from "../import/run";
import { TARGETS, type TargetName } from "../import/shape";
import {
  addReportOptions,
  addSandboxOption,
  addTimeLimitOption,
  repeated,
  type TargetOptions,
  type TimeLimitOptions,
  wholeNumber,
} from "../options";
import { addHelp, ENVIRONMENT, examples, UsageError } from "../usage";

const ABOUT = `The file is NDJSON, a JSON list, CSV or TSV with a header, and may be compressed with gzip. It is read while it is sent, so it may be of any size.

Records in Mixpanel's own form are sent as they are: {"event": …, "properties": {…}} or {"$distinct_id": …, "$set": {…}}. Anything else is rows: each column becomes a property of the same name, and the flags below say which columns are more than that. A column that is named as the field (event, time, distinct_id) needs no flag.

Records that Mixpanel would reject are not sent. They are written to <file>.rejected.ndjson in the current folder, each with its position, its reason and the record itself; an existing file is never overwritten.

Ctrl-C ends the import cleanly: what was read is sent, and the command to go on is printed.

Exit codes: 0 everything was accepted; 1 a failure, or records that were rejected or not sent; 2 wrong usage; 130 Ctrl-C, 143 SIGTERM.`;

interface ImportOptions extends TargetOptions, TimeLimitOptions {
  to: TargetName;
  table?: string;
  event?: string;
  eventColumn?: string;
  timeColumn?: string;
  distinctIdColumn?: string;
  insertIdColumns?: string[];
  groupKey?: string;
  groupIdColumn?: string;
  idColumn?: string;
  map: string[];
  mapping?: string;
  timeZone?: string;
  mode?: ImportRequest["mode"];
  projectId?: string;
  dryRun?: boolean;
  rejected?: string;
  resumeFrom?: number;
  rateShare?: number;
  concurrency?: number;
}

const MODES = ["upsert", "onlyIfAbsent", "addUp"];

export function importCommand(ended: (code: number) => void): Command {
  const command = new Command("import")
    .description("imports a file of any size: events, user or group profiles, or a lookup table")
    .argument("<file>", "NDJSON, JSON, CSV or TSV, also compressed with gzip; - reads stdin")
    .addOption(new Option("--to <what>", "what the records become").choices(TARGETS).default("events"))
    .option("--table <id>", "the lookup table to replace, as run listLookupTables shows it; with --to table")
    .option("--event <name>", "the name of all events")
    .option("--event-column <column>", "the column with the name of the event")
    .option("--time-column <column>", "the column with the time of the event")
    .option("--distinct-id-column <column>", "the column with the user's distinct ID")
    .option(
      "--insert-id-columns <columns>",
      "columns that identify an event, such as order_id,line: rows that are the same in them are stored once",
      (text) => text.split(",").map((name) => name.trim()),
    )
    .option("--group-key <key>", "the group key of all groups, such as company")
    .option("--group-id-column <column>", "the column with the group's ID")
    .option("--id-column <column>", "the column that the lookup table is joined by")
    .addOption(
      new Option("--map <column=property>", "a column as a property of another name; may be repeated")
        .argParser(repeated)
        .default([], "the column's name"),
    )
    .option("--mapping <@file.json>", 'a mapping as Sync Rows takes it, such as {"Plan": "plan_name"}')
    .option("--time-zone <zone>", "of times that state none, such as Europe/Berlin (default: UTC)")
    .addOption(
      new Option(
        "--mode <mode>",
        "for profiles: overwrite properties, only fill in missing ones, or add numbers up",
      ).choices(MODES),
    )
    .option("--project-id <id>", "the project of events and tables, instead of MIXPANEL_PROJECT_ID")
    .option("--dry-run", "check every record and send nothing")
    .option("--rejected <file>", "where rejected records are written (default: <file>.rejected.ndjson)")
    .option(
      "--resume-from <position>",
      "skip the records before this position, counted from 0",
      wholeNumber("--resume-from", 0, Number.MAX_SAFE_INTEGER),
    )
    .option(
      "--rate-share <percent>",
      "share of Mixpanel's rate limit to use (default: 100)",
      wholeNumber("--rate-share", 1, 100),
    )
    .option("--concurrency <requests>", "requests at once (default: 10)", wholeNumber("--concurrency", 1, 40));
  addTimeLimitOption(command);
  addHelp(
    command,
    examples(
      "import events.ndjson.gz",
      'import events.csv --event "Order Placed" --time-column created_at --distinct-id-column user_id',
      "import users.csv --to users --distinct-id-column id --dry-run",
      "import companies.csv --to groups --group-key company --group-id-column id",
      "import products.csv --to table --table 3ef1 --id-column sku",
    ),
    ABOUT,
    ENVIRONMENT,
  );
  addSandboxOption(command);
  return addReportOptions(command, "print the result on one line, and failures as JSON").action(
    async (file: string, options: ImportOptions) => {
      // The client is loaded only by the command that needs it.
      const { runImport } = await import("../import/run.js");
      ended(await runImport(requestOf(file, options)));
    },
  );
}

function requestOf(file: string, options: ImportOptions): ImportRequest {
  const { to, table, mode, sandbox, json = false, debug = false, rateShare, ...rest } = options;
  if (to === "table" && table === undefined)
    throw new UsageError("--to table needs --table <id>: the table to replace, as run listLookupTables shows it.");
  if (to !== "table" && table !== undefined) throw new UsageError("--table goes with --to table.");
  if (mode !== undefined && to !== "users" && to !== "groups")
    throw new UsageError(`--mode goes with --to users and --to groups, not with --to ${to}.`);
  return {
    file,
    to,
    tableId: table,
    mode,
    flags: rest,
    insertIdColumns: rest.insertIdColumns,
    zone: rest.timeZone,
    projectId: rest.projectId,
    isDryRun: rest.dryRun === true,
    rejected: rest.rejected,
    resumeFrom: rest.resumeFrom,
    rateShare: rateShare === undefined ? undefined : rateShare / 100,
    concurrency: rest.concurrency,
    timeLimit: rest.timeLimit,
    sandboxUrl: sandbox,
    json,
    debug,
    args: process.argv.slice(2),
  };
}
