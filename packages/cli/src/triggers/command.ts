/** The `trigger` command. */
import type { Component, Trigger } from "../bundle";
import { stderrLog } from "../execute";
import { reportFailure } from "../failure";
import { collapsed } from "../outages";
import { UsageError } from "../usage";
import { CHANGES } from "./changes";
import { type Given, readOptions, type TriggerOptions } from "./options";
import { changesOf, newSession, pollOnce, type Simulated, simulatePolls } from "./poll";
import { type Reporter, terminalReporter } from "./report";
import { listenUntilStopped, simulateCalls } from "./serve";
import { prepare } from "./setUp";
import { moveTime } from "./virtualTime";

export interface TriggerCommand {
  /** Inputs of the trigger. */
  given: Readonly<Record<string, unknown>>;
  options: Given;
  environment: NodeJS.ProcessEnv;
  sandboxUrl: string | undefined;
  json: boolean;
  debug: boolean;
}

/** Runs a trigger as the platform does. @returns the exit code */
export async function runTrigger(component: Component, trigger: Trigger, command: TriggerCommand): Promise<number> {
  const { environment, sandboxUrl, json, debug } = command;
  const options = readOptions(trigger, command.options);
  const isSimulated = options.mode === "simulate";
  const preset = isSimulated ? CHANGES[trigger.key]?.inputs : {};
  // In debug mode, the log tells when an outage is over.
  const { log, end } = collapsed(stderrLog(debug), debug);
  const given = { ...preset, ...command.given };
  const prepared = await prepare(component, trigger, { given, environment, sandboxUrl, isSimulated, log, debug: true });
  const reporter = terminalReporter((error) => reportFailure(error, { json, debug }));
  try {
    if (options.mode === "drain") return await pollOnce(prepared, options, reporter);
    if (options.mode === "listen") return await listenUntilStopped(prepared, options, reporter);
    if (!trigger.isPollingTrigger) return await simulateCalls(prepared, options, reporter);
    return await pollInOwnSandbox({ ...prepared, component, log, debug: true }, options, reporter);
  } finally {
    end(false);
    await prepared.target?.close();
  }
}

async function pollInOwnSandbox(simulated: Simulated, options: TriggerOptions, reporter: Reporter): Promise<number> {
  const { trigger, target } = simulated;
  changesOf(simulated);
  if (target?.kind !== "ownSandbox")
    throw new UsageError("--simulate changes data and time, so it uses a sandbox of its own. Leave out --sandbox.");
  reporter.note(`${trigger.display.label} on ${target.place}`);
  await simulatePolls(simulated, newSession(), { ...options, pass: moveTime }, reporter);
  return 0;
}
