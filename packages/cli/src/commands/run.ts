import { Command } from "commander";
import { loadComponent } from "../bundle";
import { openTarget } from "../connection";
import { assertKnownInputs, execute, stderrLog } from "../execute";
import { readInputs } from "../inputs";
import { chosen } from "../nearest";
import { addInputOptions, addReportOptions, addSandboxOption, type InputOptions } from "../options";
import { printResult } from "../result";
import { addHelp, ENVIRONMENT, examples } from "../usage";

export function runCommand(ended: (code: number) => void): Command {
  const command = new Command("run")
    .description("runs an action, or fetches the choices of a data source; describe shows the inputs")
    .argument("<name>", "the key of an action or data source, as list shows it");
  addHelp(
    command,
    examples(
      "run testConnection",
      "run downloadData --set from_date=2024-01-01 --set to_date=2024-01-31",
      "run importEvents --input inputs.json",
      "run funnels",
    ),
    ENVIRONMENT,
  );
  addInputOptions(command);
  addSandboxOption(command);
  return addReportOptions(command, "print the result on one line, and failures as JSON").action(
    async (name: string, options: InputOptions) => ended(await runOperation(name, options)),
  );
}

async function runOperation(
  name: string,
  { input, set, sandbox, json = false, debug = false }: InputOptions,
): Promise<number> {
  const component = loadComponent();
  const operation = chosen("action or data source", name, { ...component.dataSources, ...component.actions });
  const given = readInputs(input, set);
  assertKnownInputs(operation, given);
  const target = await openTarget(component, {
    environment: process.env,
    sandboxUrl: sandbox,
    ownSandbox: { sample: true },
  });
  try {
    if (!json) process.stderr.write(`${operation.display.label} on ${target.place}\n`);
    const { connection } = target;
    printResult(await execute(operation, given, { connection, log: stderrLog(debug), debug }), { compact: json });
    return 0;
  } finally {
    await target.close();
  }
}
