/** Polls a polling trigger as the platform's scheduler does. */
import type { Component } from "../bundle";
import { type Execution, execute } from "../execute";
import { counted } from "../terminal";
import { UsageError } from "../usage";
import { CHANGES } from "./changes";
import { type Drained, drain } from "./drain";
import type { TriggerOptions } from "./options";
import { note, printExecution } from "./report";
import type { Prepared } from "./setUp";
import { readState, writeState } from "./stateFile";
import type { State } from "./states";
import { moveTime } from "./virtualTime";

const DEFAULT_POLLS = 3;
/** Time between two simulated polls. */
const INTERVAL_MS = 60 * 60_000;

const poll = ({ trigger, params, context }: Prepared, state: State, batch?: number, save?: (state: State) => void) =>
  drain(trigger, {
    params,
    context,
    state,
    batchSize: batch,
    saves: "afterEachPage",
    run: async ({ body }) => printExecution(body.data),
    save,
  });

const outcomeOf = ({ pages, executions }: Drained) =>
  executions === 0 ? "nothing new" : `${counted(executions, "execution")} from ${counted(pages, "page")}`;

/** Polls once from the state of a file, which is replaced after each page that succeeds. */
export async function pollOnce(prepared: Prepared, { state: file = "", batch }: TriggerOptions): Promise<number> {
  const { trigger, target } = prepared;
  const state = readState(file, trigger.key);
  const drained = await poll(prepared, state, batch, (next) => writeState(file, trigger.key, next));
  note(`${trigger.display.label} on ${target?.place}: ${outcomeOf(drained)}. ${file} keeps the state.`);
  return 0;
}

/** Polls a few times, an hour of virtual time apart unless the changes take longer, while data changes in the sandbox. */
export async function simulatePolls(
  prepared: Prepared,
  component: Component,
  { polls = DEFAULT_POLLS, batch }: TriggerOptions,
  { log, debug }: Pick<Execution, "log" | "debug">,
): Promise<number> {
  const { trigger, target } = prepared;
  const changes = CHANGES[trigger.key];
  if (changes === undefined || target === undefined)
    throw new UsageError(`The sandbox has no changes for ${trigger.key}. Use --drain.`);
  if (target.kind !== "ownSandbox")
    throw new UsageError("--simulate changes data and time, so it uses a sandbox of its own. Leave out --sandbox.");
  note(`${trigger.display.label} on ${target.place}`);
  let state: State = {};
  // Of the flow that polls, and of those that make the changes.
  const crossFlowState: State = {};
  const intervalMs = changes.intervalMs ?? INTERVAL_MS;
  for (let round = 0; round <= polls; round += 1) {
    const made = round === 0 ? [] : changes.of(round, Date.now());
    for (const [key, inputs] of made) {
      const action = component.actions[key];
      if (action === undefined) throw new Error(`The component has no action ${key}.`);
      await execute(action, inputs, { connection: target.connection, log, debug, crossFlowState });
    }
    if (round > 0) moveTime(intervalMs);
    const context = { ...prepared.context, crossFlowState };
    const drained = await poll({ ...prepared, context }, state, batch);
    state = drained.state;
    const what =
      round === 0
        ? "First poll"
        : `After ${counted(made.length, "change")} and ${intervalMs === INTERVAL_MS ? "an hour" : counted(intervalMs / INTERVAL_MS, "hour")}`;
    note(`${what}: ${outcomeOf(drained)}`);
  }
  return 0;
}
