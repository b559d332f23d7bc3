import { Command } from "commander";
import { loadComponent } from "../bundle";
import { runDemo } from "../demo/run";
import { addReportOptions, addSandboxOption, type TargetOptions } from "../options";
import { addHelp } from "../usage";

const ABOUT = `The data: 10,000 reports of wildlife strikes on aircraft (FAA, 1990 to 2002) as events, and the airlines as profiles.

If MIXPANEL_USERNAME, MIXPANEL_SECRET and MIXPANEL_PROJECT_ID are set, it asks and then writes to that Mixpanel project.
Profiles need MIXPANEL_PROJECT_TOKEN; without it, only events are sent. Otherwise it uses a sandbox.

Exit codes: 0 the data read back equals the data sent, or a real project does not show all of it yet; 1 the data differs, or a step failed; 2 wrong usage.`;

interface DemoChoices extends TargetOptions {
  yes?: boolean;
  playground?: boolean;
}

export function demoCommand(ended: (code: number) => void): Command {
  const command = new Command("demo")
    .description("sends 10,000 real events, reads them back, and says whether they are equal (npm start runs this)")
    .option("-y, --yes", "do not ask before writing to a real project")
    .option("--playground", "on a terminal, open the playground afterwards, with the same data (npm start does)");
  addHelp(command, ABOUT);
  addSandboxOption(command);
  return addReportOptions(command, "print the report as JSON to stdout, and as text to stderr").action(
    async ({ sandbox: sandboxUrl, yes = false, playground = false, json = false, debug = false }: DemoChoices) => {
      // Before the component is loaded, which takes a second on a slow machine.
      (json ? process.stderr : process.stdout).write("Sends real data through the connector, and reads it back.\n\n");
      ended(await runDemo(loadComponent(), { yes, playground, json, debug, sandboxUrl, environment: process.env }));
    },
  );
}
