import { Command } from "commander";
import { type Component, loadComponent } from "../bundle";
import { openTarget, type Target } from "../connection";
import { addSandboxOption, type TargetOptions, wholeNumber } from "../options";
import { stopped } from "../signals";
import { addHelp, ENVIRONMENT, examples, UsageError } from "../usage";
import { version } from "../version";

const DEFAULT_PORT = 8788;
const MAX_PORT = 65_535;
const portOf = (text: string) => wholeNumber("--port", 0, MAX_PORT)(text);

const ABOUT = `The page shows each action and trigger as the form that a builder sees, runs it, and shows the requests that it sends. Only this machine can reach it, and it loads nothing from elsewhere.
Before an action changes a real project, the page asks.`;

/**
 * Serves the playground until Ctrl-C.
 *
 * @param port by default the usual one, or a free one if that is taken
 * @returns the exit code
 * @throws UsageError if the port is taken
 */
export async function servePlayground(component: Component, target: Target, port?: number): Promise<number> {
  const stop = stopped();
  // Loaded only when needed, because it takes long to load.
  const { startPlayground } = await import("../../../playground/src/server.js");
  const startAt = (at: number) => startPlayground({ component, target, port: at, version: version() });
  const playground = await startAt(port ?? DEFAULT_PORT).catch((error) => {
    if (Object(error).code !== "EADDRINUSE") throw error;
    if (port === undefined) return startAt(0);
    throw new UsageError(`Port ${port} is in use. Name another one: --port 0 takes a free one.`);
  });
  process.stdout.write(`The playground is at ${playground.url}\nIt uses ${target.place}. Ctrl-C ends it.\n`);
  await stop;
  await playground.close();
  return 0;
}

export function playgroundCommand(ended: (code: number) => void): Command {
  const command = new Command("playground")
    .description("opens a local page to run actions and triggers in, until Ctrl-C")
    .option("--port <port>", "the port of the page; 0 takes a free one", portOf, DEFAULT_PORT);
  addHelp(command, examples("playground", "playground --sandbox localhost:8787"), ABOUT, ENVIRONMENT);
  return addSandboxOption(command).action(async ({ port, sandbox }: TargetOptions & { port: number }) => {
    const component = loadComponent();
    const target = await openTarget(component, {
      environment: process.env,
      sandboxUrl: sandbox,
      ownSandbox: { sample: true },
      needsSecond: "ifThere",
    });
    try {
      ended(await servePlayground(component, target, port));
    } finally {
      await target.close();
    }
  });
}
