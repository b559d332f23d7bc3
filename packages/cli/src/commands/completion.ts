import { Argument, Command } from "commander";
import { loadComponent } from "../bundle";
import { completionScript, SHELLS, type Shell } from "../completion";
import { addHelp, PROGRAM } from "../usage";

const ABOUT = `Add one of these lines to the start-up file of your shell:
  bash  source <(${PROGRAM} completion bash)
  zsh   source <(${PROGRAM} completion zsh)
  fish  ${PROGRAM} completion fish | source

It completes commands, options, the keys of actions, data sources and triggers, and inputs after --set; for ${PROGRAM} and for mixpanel-connector.`;

export function completionCommand(ended: (code: number) => void): Command {
  const command = new Command("completion")
    .description("prints a script that completes commands and names in your shell")
    .addArgument(new Argument("<shell>", "the shell that runs the script").choices(SHELLS))
    .option("--json", "print failures as JSON")
    .option("--debug", "print stack traces to stderr");
  return addHelp(command, ABOUT).action(async (shell: Shell) => {
    const { OPTION_NAMES } = await import("mixpanel-sandbox");
    const program = command.parent;
    if (program === null) throw new Error("The command belongs to no program.");
    process.stdout.write(completionScript(shell, program, loadComponent(), OPTION_NAMES));
    ended(0);
  });
}
