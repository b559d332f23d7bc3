import { Command } from "commander";
import { loadComponent } from "../bundle";
import { find, listText, listValue } from "../list";
import { addReportOptions, type ReportOptions } from "../options";
import { printResult } from "../result";
import { addHelp, examples } from "../usage";

export function listCommand(ended: (code: number) => void): Command {
  const command = new Command("list")
    .description("lists actions by family, data sources and triggers; with words, only those that contain all of them")
    .argument("[words...]", "words of a key, label or description");
  addHelp(command, examples("list", "list saved funnel"));
  return addReportOptions(command, "print the list as JSON").action((words: string[], { json }: ReportOptions) => {
    const component = loadComponent();
    if (json) printResult(listValue(component, words), { compact: true });
    else process.stdout.write(listText(component, words, process.stdout));
    const found = find(component, words);
    ended(Object.values(found).flat().length > 0 ? 0 : 1);
  });
}
