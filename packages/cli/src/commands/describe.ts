import { Command } from "commander";
import { loadComponent } from "../bundle";
import { describeText, describeValue } from "../describe";
import { chosen } from "../nearest";
import { addReportOptions, type ReportOptions } from "../options";
import { printResult } from "../result";
import { addHelp, examples } from "../usage";

export function describeCommand(ended: (code: number) => void): Command {
  const command = new Command("describe")
    .description("shows what an action, data source or trigger does, its inputs, its result, and how to run it")
    .argument("<name>", "the key of an action, data source or trigger, as list shows it");
  addHelp(command, examples("describe importEvents"));
  return addReportOptions(command, "print the description as JSON").action((name: string, { json }: ReportOptions) => {
    const { actions, dataSources, triggers } = loadComponent();
    const operation = chosen("action, data source or trigger", name, { ...triggers, ...dataSources, ...actions });
    if (json) printResult(describeValue(operation), { compact: true });
    else process.stdout.write(describeText(operation, process.stdout));
    ended(0);
  });
}
