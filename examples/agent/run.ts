/** Asks the five tools about the sample project of a sandbox: `npm run example agent`. */
import { startSandbox } from "mixpanel-sandbox";
import { hold } from "./conversations";

async function main(): Promise<void> {
  const sandbox = await startSandbox({ sample: true, port: 0 });
  try {
    console.log(await hold(sandbox));
  } finally {
    await sandbox.close();
  }
}

void main();
