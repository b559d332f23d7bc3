import { Command } from "commander";
import { loadComponent } from "../bundle";
import { readInputs } from "../inputs";
import { chosen } from "../nearest";
import { addInputOptions, addReportOptions, addSandboxOption, type InputOptions } from "../options";
import { runTrigger } from "../triggers/command";
import { addTriggerOptions, givenOptions } from "../triggers/options";
import { addHelp, ENVIRONMENT, examples } from "../usage";

const ABOUT = `For each execution that would run the flow, one line of JSON goes to stdout: the trigger's body.data.

MIXPANEL_WEBHOOK_USERNAME and MIXPANEL_WEBHOOK_PASSWORD are the credentials with which Mixpanel calls a webhook trigger.
If they are not set, a random password is made for the run and printed to stderr.

Exit codes: 0 success, and for --listen also Ctrl-C; 1 failure, or a simulated call was not accepted; 2 wrong usage.`;

export function triggerCommand(ended: (code: number) => void): Command {
  const command = new Command("trigger")
    .description("serves a webhook or polls as the platform does, and prints what would start a flow")
    .argument("<trigger>", "the key of a trigger, as list shows it");
  addHelp(
    addTriggerOptions(command),
    examples(
      "trigger cohortSync --listen --port 8080",
      "trigger cohortSync --simulate --members 2500",
      "trigger newEvents --drain --state newEvents.json --batch 100",
    ),
    ABOUT,
    ENVIRONMENT,
  );
  addInputOptions(command);
  addSandboxOption(command);
  return addReportOptions(command).action(async (name: string, options: InputOptions) => {
    const component = loadComponent();
    const trigger = chosen("trigger", name, component.triggers);
    const { input, set, sandbox: sandboxUrl, json = false, debug = false } = options;
    const given = readInputs(input, set);
    const common = { given, environment: process.env, sandboxUrl, json, debug };
    ended(await runTrigger(component, trigger, { ...common, options: givenOptions(command) }));
  });
}
