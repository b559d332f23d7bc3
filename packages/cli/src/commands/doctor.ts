import { Command } from "commander";
import { reportText } from "../doctor/check";
import { examine } from "../doctor/run";
import { addReportOptions, addSandboxOption, type TargetOptions } from "../options";
import { printResult } from "../result";
import { addHelp, ENVIRONMENT, examples } from "../usage";

const ABOUT = `It reads only, and prints no secret. To find the data residency that accepts the service account, it sends the service account to all three.

Exit codes: 0 nothing is wrong, warnings included; 1 something is wrong; 2 wrong usage.`;

const HELD_MS = 500;

export function doctorCommand(ended: (code: number) => void): Command {
  const command = new Command("doctor").description(
    "checks Node, the bundle, credentials, project, residency, clock and network; says what is wrong and how to fix it",
  );
  addHelp(command, examples("doctor", "doctor --sandbox localhost:8787", "doctor --json"), ABOUT, ENVIRONMENT);
  addSandboxOption(command);
  return addReportOptions(command, "print the report as JSON").action(
    async ({ sandbox: sandboxUrl, json = false }: TargetOptions) => {
      const report = await examine({ environment: process.env, sandboxUrl });
      if (json) printResult(report, { compact: true });
      else process.stdout.write(reportText(report, process.stdout));
      ended(report.ok ? 0 : 1);
      // A name server that does not respond holds the process until then.
      setTimeout(() => process.exit(), HELD_MS).unref();
    },
  );
}
