import { Command } from "commander";
import { loadComponent } from "../bundle";
import { openTarget } from "../connection";
import { assertKnownInputs, connectionInputs, execute, stderrLog } from "../execute";
import { readInputs } from "../inputs";
import { chosen } from "../nearest";
import {
  addInputOptions,
  addReportOptions,
  addSandboxOption,
  addTimeLimitOption,
  type InputOptions,
  type TimeLimitOptions,
} from "../options";
import { collapsed } from "../outages";
import { OUTCOME_HELP, shortfall } from "../outcome";
import { printResult } from "../result";
import { SECOND_ENVIRONMENT } from "../secondConnection";
import { addHelp, ENVIRONMENT, examples } from "../usage";

const ABOUT = `On a terminal, lists are shown as tables, and long values are cut. The result is JSON if stdout is piped, or with --json.`;

export function runCommand(ended: (code: number) => void): Command {
  const command = new Command("run")
    .description("runs an action, or fetches the choices of a data source; describe shows the inputs")
    .argument("<name>", "the key of an action or data source, as list shows it");
  addHelp(
    command,
    examples(
      "run testConnection",
      "run downloadData --set from_date=2024-01-01 --set to_date=2024-01-31",
      "run importEvents --set events=@events.ndjson",
      "run importEvents --input inputs.json",
      "run funnels",
    ),
    ABOUT,
    OUTCOME_HELP,
    ENVIRONMENT,
    SECOND_ENVIRONMENT,
  );
  addInputOptions(command);
  addSandboxOption(command);
  addTimeLimitOption(command);
  return addReportOptions(command, "print the result as JSON on one line, and failures as JSON").action(
    async (name: string, options: InputOptions & TimeLimitOptions) => ended(await runOperation(name, options)),
  );
}

async function runOperation(
  name: string,
  { input, set, sandbox, timeLimit, json = false, debug = false }: InputOptions & TimeLimitOptions,
): Promise<number> {
  const component = loadComponent();
  const operation = chosen("action or data source", name, { ...component.dataSources, ...component.actions });
  const given = readInputs(input, set);
  assertKnownInputs(operation, given);
  const target = await openTarget(component, {
    environment: process.env,
    sandboxUrl: sandbox,
    ownSandbox: { sample: true },
    needsSecond: connectionInputs(operation).length > 1,
    timeLimit,
  });
  const { log, end } = collapsed(stderrLog(debug), debug);
  try {
    if (!json) process.stderr.write(`${operation.display.label} on ${target.place}\n`);
    const { connection, second } = target;
    // In debug mode, the log tells when an outage is over.
    const result = await execute(operation, given, { connection, second, log, debug: true });
    end(true);
    printResult(result, { compact: json, json });
    const missing = shortfall(result);
    if (missing === undefined) return 0;
    process.stderr.write(`Not all of it was done: ${missing} in the result.\n`);
    return 1;
  } finally {
    end(false);
    await target.close();
  }
}
