/** The demo: sends real data to Mixpanel with the built connector, and reads it back. */
import type { Component } from "../bundle";
import { servePlayground } from "../commands/playground";
import { openTarget, type Target } from "../connection";
import { printResult } from "../result";
import { columnsOf, counted, grouped, wrap } from "../terminal";
import { controlOf } from "../triggers/control";
import { askConsent, assertCompleteEnvironment } from "./consent";
import { demonstrate } from "./demonstrate";
import { Progress } from "./progress";
import { dataFigures, dataText, verdictText } from "./report";
import { savedReport } from "./savedReport";
import { Session } from "./session";
import { readStrikes, STRIKE, type Strikes } from "./strikes";

/** The demo's options from the command line. */
export interface DemoOptions {
  environment: NodeJS.ProcessEnv;
  sandboxUrl: string | undefined;
  yes: boolean;
  /** Whether the playground opens afterwards: only on a terminal. */
  playground: boolean;
  json: boolean;
  debug: boolean;
}

/**
 * Runs the demonstration.
 *
 * @returns the exit code: 0 if the data read back equals the data sent, or a real project does not show all of it yet; 1 otherwise
 * @throws UsageError; what a step's action throws
 */
export async function runDemo(component: Component, options: DemoOptions): Promise<number> {
  const { environment, sandboxUrl, json } = options;
  if (sandboxUrl === undefined) assertCompleteEnvironment(environment);
  const strikes = readStrikes();
  const out = json ? process.stderr : process.stdout;
  const progress = new Progress(out);
  progress.say(`${dataText(dataFigures(strikes), columnsOf(out))}\n`);
  const ownSandbox = { seed: { projects: [{ id: 1, slices: savedReport(strikes.firstDay, new Date()) }] } };
  const opensPlayground = options.playground && !json && process.stdout.isTTY;
  const needsSecond = opensPlayground ? "ifThere" : false;
  const target = await openTarget(component, { environment, sandboxUrl, ownSandbox, needsSecond });
  try {
    if (!(await mayWrite(target, strikes, options, progress))) return 1;
    const session = new Session(component, target.connection, options.debug);
    const report = await demonstrate(session, target, strikes, { progress, out });
    progress.say(verdictText(report, out));
    if (json) printResult(report, { compact: true });
    if (report.verdict === "different") return 1;
    if (!opensPlayground) return 0;
    // The playground's examples find what they name, and the demo's data beside it.
    if (target.kind === "ownSandbox") await addSample(target);
    progress.say("");
    return await servePlayground(component, target);
  } finally {
    await target.close();
  }
}

async function addSample({ connection }: Target): Promise<void> {
  await controlOf(connection.fields).post("/_sandbox/sample");
}

async function mayWrite(target: Target, strikes: Strikes, { yes }: DemoOptions, progress: Progress): Promise<boolean> {
  const { kind, place, connection } = target;
  if (kind !== "environment") {
    progress.say(`Sending to ${place}\n`);
    return true;
  }
  const profiles = connection.fields.projectToken
    ? `and set properties of ${counted(strikes.profiles.length, "user profile")}, one for each operator`
    : "and no profiles, because MIXPANEL_PROJECT_TOKEN is not set";
  const plan = `This will write ${grouped(strikes.distinct.length)} events "${STRIKE}" of the years 1990 to 2002 to ${place}, ${profiles}. Nothing is deleted. Mixpanel counts the events like any others.`;
  progress.say(`${wrap(plan, columnsOf(process.stderr))}\n`);
  if (yes || (await askConsent("Write them?"))) return true;
  progress.say("Nothing was written.");
  return false;
}
