import { runCommandLine } from "./index";

runCommandLine(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nSee mixpanel-sandbox --help.`);
  process.exitCode = 1;
});
