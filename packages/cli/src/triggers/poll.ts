/** Polls a polling trigger as the platform's scheduler does. */
import type { Component } from "../bundle";
import { execute, type Log } from "../execute";
import { UsageError } from "../usage";
import { CHANGES, type Changes } from "./changes";
import { drain } from "./drain";
import type { TriggerOptions } from "./options";
import { outcomeOf, type Reporter } from "./report";
import type { Prepared } from "./setUp";
import { readState, writeState } from "./stateFile";
import { type State, type States, stored } from "./states";

const DEFAULT_POLLS = 3;
/** Time between two simulated polls. */
const INTERVAL_MS = 60 * 60_000;

/** What a poll did. */
export interface PollReport {
  /** Counted from 0, the first poll. */
  round: number;
  /** Number of changes before it. */
  changes: number;
  /** Time since the poll before. */
  afterMs: number;
  pages: number;
  executions: number;
  before: States;
  after: States;
}

/** What stays from one poll to the next. */
export interface PollingSession {
  states: States;
  /** Number of polls. */
  polls: number;
  /** How often data changed: each round of changes differs from the others. */
  rounds: number;
  /** Number of changes since the last poll. */
  changes: number;
}

export const newSession = (states: States = { instanceState: {}, crossFlowState: {} }): PollingSession => ({
  states,
  polls: 0,
  rounds: 0,
  changes: 0,
});

export interface PollOptions {
  batch?: number | undefined;
  /** Time since the poll before. */
  afterMs?: number;
  /** Receives the flow state after each page that succeeds. */
  save?(state: State): void;
}

/** Polls once from the session's states, which stay as they were if the poll fails. @throws the trigger's error */
export async function poll(
  { trigger, params, context }: Prepared,
  session: PollingSession,
  { batch, afterMs = 0, save }: PollOptions,
  reporter: Reporter,
): Promise<PollReport> {
  const before = stored(session.states);
  const { instanceState, crossFlowState } = stored(before);
  const { state, pages, executions } = await drain(trigger, {
    params,
    context: { ...context, crossFlowState },
    state: instanceState,
    batchSize: batch,
    saves: "afterEachPage",
    run: async (payload) => reporter.execution(payload),
    save,
  });
  const after = stored({ instanceState: state, crossFlowState });
  const report = { round: session.polls, changes: session.changes, afterMs, pages, executions, before, after };
  Object.assign(session, { states: after, polls: session.polls + 1, changes: 0 });
  reporter.polled(report);
  return report;
}

/** Polls once from the state of a file, which is replaced after each page that succeeds. */
export async function pollOnce(
  prepared: Prepared,
  { state: file = "", batch }: Pick<TriggerOptions, "state" | "batch">,
  reporter: Reporter,
): Promise<number> {
  const { trigger, target } = prepared;
  const session = newSession({ instanceState: readState(file, trigger.key), crossFlowState: {} });
  const save = (next: State) => writeState(file, trigger.key, next);
  const polled = await poll(prepared, session, { batch, save }, { ...reporter, polled: () => {} });
  reporter.note(`${trigger.display.label} on ${target?.place}: ${outcomeOf(polled)}. ${file} keeps the state.`);
  return 0;
}

/** What a simulation needs beside the trigger. */
export interface Simulated extends Prepared {
  component: Component;
  log: Log;
  debug: boolean;
}

/** @throws UsageError for a trigger that the sandbox has no changes for */
export function changesOf({ trigger }: Prepared): Changes {
  const changes = CHANGES[trigger.key];
  if (changes === undefined) throw new UsageError(`The sandbox has no changes for ${trigger.key}. Use --drain.`);
  return changes;
}

/** Changes what the trigger looks for, with actions of the component. */
export async function changeData(simulated: Simulated, session: PollingSession, reporter: Reporter): Promise<void> {
  const { component, target, log, debug } = simulated;
  if (target === undefined) throw new Error("A simulation needs a sandbox.");
  session.rounds += 1;
  for (const change of changesOf(simulated).of(session.rounds, Date.now())) {
    const [key, inputs] = change;
    const action = component.actions[key];
    if (action === undefined) throw new Error(`The component has no action ${key}.`);
    const { crossFlowState } = session.states;
    await execute(action, inputs, { connection: target.connection, log, debug, crossFlowState });
    session.changes += 1;
    reporter.changed(change);
  }
}

/** How a simulation of polls goes. */
export interface SimulatedPolls {
  /** Polls after the first one. */
  polls?: number | undefined;
  batch?: number | undefined;
  /** Lets time pass between two polls. */
  pass(ms: number): void;
  /** Whether to stop before the next poll. */
  isStopped?(): boolean;
}

/** Polls a few times, an hour apart unless the changes take longer, while data changes in the sandbox. */
export async function simulatePolls(
  simulated: Simulated,
  session: PollingSession,
  { polls = DEFAULT_POLLS, batch, pass, isStopped = () => false }: SimulatedPolls,
  reporter: Reporter,
): Promise<void> {
  const { intervalMs = INTERVAL_MS } = changesOf(simulated);
  if (session.polls === 0) await poll(simulated, session, { batch }, reporter);
  for (let round = 1; round <= polls && !isStopped(); round += 1) {
    await changeData(simulated, session, reporter);
    pass(intervalMs);
    await poll(simulated, session, { batch, afterMs: intervalMs }, reporter);
  }
}
