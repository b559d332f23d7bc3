import type { ActionLogger, Connection } from "@prismatic-io/spectral";
import { createHarness } from "@prismatic-io/spectral/dist/testing";
import Ajv, { type ValidateFunction } from "ajv";
import component from "../../src";
import { knownAccounts } from "../../src/mixpanel/connection/timeZone";
import { processLimiters } from "../../src/mixpanel/limits/limiter";
import { knownChoices } from "../../src/platform/defineDataSource";

const harness = createHarness(component);
const ajv = new Ajv({ strict: false });
const validators = new Map<string, ValidateFunction>();

/** What an action returns fits what it says of its output: bytes aside, which have no schema. */
function assertFits(key: string, { data }: { data?: unknown }): void {
  const output = component.actions[key]?.outputSchema;
  if (output?.type !== "actionOutput" || Buffer.isBuffer(data)) return;
  const validate = validators.get(key) ?? ajv.compile(JSON.parse(output.schema));
  validators.set(key, validate);
  if (!validate(data))
    throw new Error(`the result does not fit the output of ${key}: ${ajv.errorsText(validate.errors)}`);
}

/** Every call of a step's logger, as [level, arguments]. */
export type LogCalls = [string, unknown[]][];

/** A logger that prints nothing and keeps what it was told. */
export function recordingLogger(): { logger: ActionLogger; calls: LogCalls } {
  const calls: LogCalls = [];
  const level =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, args]);
    };
  return {
    calls,
    logger: {
      metric: level("metric"),
      trace: level("trace"),
      debug: level("debug"),
      info: level("info"),
      log: level("log"),
      warn: level("warn"),
      error: level("error"),
    },
  };
}

/** Each run stands for a process of its own, but for what a test says. */
export function forgetEverything(): void {
  processLimiters.clear();
  knownAccounts.clear();
  knownChoices.clear();
}

export interface StepOptions {
  connection: Connection;
  params: Record<string, unknown>;
  debug?: boolean;
  /** Whether the reply is made up and no response of the operation, so that the result need not fit its output. */
  isMadeUp?: boolean;
  /** What the flow has kept; changed in place, as by the platform. */
  flowState?: Record<string, unknown>;
  /** What all flows of the instance have kept; changed in place, too. */
  sharedState?: Record<string, unknown>;
}

/** Runs an action as the platform does: inputs cleaned, errors through the component's hook. */
export async function runAction(
  key: string,
  { connection, params, debug = false, isMadeUp, flowState = {}, sharedState = {} }: StepOptions,
) {
  const { logger, calls } = recordingLogger();
  forgetEverything();
  // The platform's own switch, which the component's conversion turns into context.debug.
  const context = { logger, globalDebug: debug, instanceState: flowState, crossFlowState: sharedState };
  const result = await harness
    .action(key, { connection, ...params }, context)
    .then((value) => ({ value }))
    .catch((error: unknown) => ({ error }));
  const value: unknown = "value" in result ? result.value : undefined;
  if (!isMadeUp && typeof value === "object" && value !== null) assertFits(key, value);
  return { ...result, logs: calls };
}

/** Opens a drop-down, in the process of those that were opened before. */
export async function openDataSource(key: string, { connection, params }: Omit<StepOptions, "debug">) {
  const { logger, calls } = recordingLogger();
  const result = await harness
    .dataSource(key, { connection, ...params }, { logger })
    .then((value) => ({ value }))
    .catch((error: unknown) => ({ error }));
  return { ...result, logs: calls };
}

/** Opens a drop-down in a process of its own. */
export async function runDataSource(key: string, options: Omit<StepOptions, "debug">) {
  forgetEverything();
  return openDataSource(key, options);
}
