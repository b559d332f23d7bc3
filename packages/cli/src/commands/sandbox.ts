import { Command } from "commander";
import { PROGRAM, UsageError } from "../usage";

/** What the command of the sandbox's own package does, with the same options: it reads them, --help included. */
export function sandboxCommand(ended: (code: number) => void): Command {
  return new Command("sandbox")
    .description("starts a local Mixpanel until Ctrl-C, with the options of mixpanel-sandbox")
    .usage("[options]")
    .argument("[options...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: string[]) => {
      const { runCommandLine } = await import("mixpanel-sandbox");
      try {
        await runCommandLine(args, `${PROGRAM} sandbox`);
      } catch (error) {
        throw error instanceof Error && error.name === "UsageError" ? new UsageError(error.message) : error;
      }
      ended(0);
    });
}
