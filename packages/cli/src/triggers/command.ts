/** The `trigger` command. */
import type { Component, Trigger } from "../bundle";
import { stderrLog } from "../execute";
import { reportFailure } from "../failure";
import { collapsed } from "../outages";
import { CHANGES } from "./changes";
import { type Given, readOptions } from "./options";
import { pollOnce, simulatePolls } from "./poll";
import { listenUntilStopped, simulateCalls } from "./serve";
import { prepare } from "./setUp";

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
  const failed = (error: unknown) => reportFailure(error, { json, debug });
  try {
    if (options.mode === "drain") return await pollOnce(prepared, options);
    if (options.mode === "listen") return await listenUntilStopped(prepared, options, failed);
    if (trigger.isPollingTrigger) return await simulatePolls(prepared, component, options, { log, debug: true });
    return await simulateCalls(prepared, options, failed);
  } finally {
    end(false);
    await prepared.target?.close();
  }
}
