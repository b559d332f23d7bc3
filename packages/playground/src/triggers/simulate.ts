/** Simulates a trigger: the sandbox calls it, or it polls a sandbox whose data change. */
import type { Trigger } from "../../../cli/src/bundle";
import { changeData, poll, type Simulated, simulatePolls } from "../../../cli/src/triggers/poll";
import type { Reporter } from "../../../cli/src/triggers/report";
import { letSandboxCall } from "../../../cli/src/triggers/serve";
import { credentialsOf, prepareOn } from "../../../cli/src/triggers/setUp";
import { moveTime } from "../../../cli/src/triggers/virtualTime";
import { shownExchange } from "../exchanges";
import { valuesOf } from "../inputs";
import { type Mask, masked, maskOf, secretsOf } from "../masks";
import { type Playground, RequestError } from "../playground";
import type { SimulationEvent, SimulationRequest } from "../protocol";
import { recorded } from "../recorder";
import { failureEvent, reporterOf } from "./events";
import type { Session } from "./sessions";

/** A simulation that is ready to begin. */
export interface Simulation {
  simulated: Simulated;
  request: SimulationRequest;
  mask: Mask;
  /** Tells the page of an event, without the secrets of the connection and of the webhook. */
  tell(event: SimulationEvent): void;
}

/**
 * @param emit is called once the simulation runs
 * @throws RequestError for a real project, and for inputs that the trigger does not have
 */
export function prepareSimulation(
  { component, target, isProject }: Playground,
  trigger: Trigger,
  request: SimulationRequest,
  emit: (event: SimulationEvent) => void,
): Simulation {
  if (isProject)
    throw new RequestError(
      409,
      `A simulation changes data and time, so it needs a sandbox, and the playground uses ${target.place}. Start it without the MIXPANEL_ variables.`,
    );
  try {
    // The environment's credentials are for Mixpanel itself: the sandbox calls with others, made for this run.
    const credentials = credentialsOf(component, trigger, {});
    const mask = maskOf([...secretsOf(target), ...(credentials ? [credentials.password] : [])]);
    const tell = (event: SimulationEvent) => emit(masked(event, mask) as SimulationEvent);
    const log = (_level: string, text: string) => tell({ type: "note", at: new Date().toISOString(), text });
    const given = valuesOf(request.inputs);
    const prepared = prepareOn(component, trigger, { given, target, credentials, log, debug: false });
    return { simulated: { ...prepared, component, log, debug: false }, request, mask, tell };
  } catch (error) {
    throw new RequestError(400, error instanceof Error ? error.message : String(error));
  }
}

const HOUR_MS = 60 * 60_000;

function timeText(ms: number): string {
  const [amount, unit] = ms < HOUR_MS ? [ms / 60_000, "minute"] : [ms / HOUR_MS, "hour"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** Lets virtual time pass where the sandbox and the trigger share it. */
const passing = (movesTime: boolean, reporter: Reporter) => (ms: number) => {
  if (movesTime) moveTime(ms);
  reporter.note(
    movesTime
      ? `Virtual time moves ahead by ${timeText(ms)}.`
      : `Time stays here instead of moving ahead by ${timeText(ms)}: the sandbox runs in another process, whose time cannot be moved together with the trigger's.`,
  );
};

function disorderOf({ shuffle, duplicate, resend, drop }: SimulationRequest) {
  const disorder = { shuffle, duplicate, resend, drop };
  return Object.values(disorder).some((value) => value !== undefined) ? disorder : undefined;
}

async function runPolls(
  { simulated, request }: Simulation,
  { polling }: Session,
  reporter: Reporter,
  options: Passing,
) {
  const { step, polls, batch } = request;
  if (step === "poll") await poll(simulated, polling, { batch }, reporter);
  else if (step === "change") await changeData(simulated, polling, reporter);
  else await simulatePolls(simulated, polling, { polls, batch, ...options }, reporter);
}

interface Passing {
  pass(ms: number): void;
  isStopped(): boolean;
}

/** Runs to the end, or until the signal aborts. The last event is `ended`. */
export async function simulate(simulation: Simulation, session: Session, signal: AbortSignal): Promise<void> {
  const { simulated, request, mask, tell } = simulation;
  const { trigger, target } = simulated;
  let ok = true;
  const reporter = reporterOf(tell, () => {
    ok = false;
  });
  const pass = passing(target?.kind === "ownSandbox", reporter);
  const run = async () => {
    if (trigger.isPollingTrigger)
      return runPolls(simulation, session, reporter, { pass, isStopped: () => signal.aborted });
    const { members, pageSize, laterSyncs } = request;
    const options = { members, pageSize, laterSyncs, disorder: disorderOf(request), store: session.store, pass };
    const stop = new Promise<string[]>((resolve) =>
      signal.addEventListener("abort", () => resolve([]), { once: true }),
    );
    for (const refused of await letSandboxCall(simulated, options, reporter, stop)) {
      ok = false;
      reporter.note(refused);
    }
  };
  try {
    await recorded(run, (exchange) => {
      if (target) tell({ type: "exchange", exchange: shownExchange(exchange, target, mask) });
    });
  } catch (error) {
    ok = false;
    tell(failureEvent(error));
  }
  tell({ type: "ended", ok });
}
