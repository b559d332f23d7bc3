/** Runs actions, and tells the page of everything that happens meanwhile. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Action, isSafe } from "../../cli/src/bundle";
import { assertKnownInputs, connectionInputs, formFields, perform } from "../../cli/src/execute";
import { failureOf } from "../../cli/src/failure";
import { CostCounter } from "./cost";
import { openStream } from "./eventStream";
import { ExchangeView } from "./exchanges";
import { found, VALIDATE_ONLY } from "./forms";
import { secretInputs, shownInputs, valuesOf } from "./inputs";
import { masked, maskOf, secretsOf } from "./masks";
import { type Playground, RequestError } from "./playground";
import type { Inputs, RunEvent } from "./protocol";
import { recorded } from "./recorder";
import { shownResult } from "./results";
import { snippetsOf } from "./snippets";

const runRequest = z.strictObject({
  action: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  isConfirmed: z.boolean().optional(),
});

const isOn = (value: unknown) => value === true || value === "true";

/** @throws RequestError if the run would change a real project, and the user has not agreed */
function assertAllowed(action: Action, inputs: Inputs, isConfirmed: boolean, { isProject, target }: Playground): void {
  if (!isProject || isConfirmed || isSafe(action)) return;
  const validatesOnly = formFields(action).some(({ key }) => key === VALIDATE_ONLY) && isOn(inputs[VALIDATE_ONLY]);
  if (validatesOnly) return;
  throw new RequestError(
    409,
    `${action.display.label} changes data, or uses a scarce quota, of ${target.place}. Run it?`,
    true,
  );
}

/** @throws RequestError for inputs that the action does not have, and without the second connection that it needs */
function assertRunnable(action: Action, inputs: Inputs, { target }: Playground): void {
  try {
    assertKnownInputs(action, inputs);
  } catch (error) {
    throw new RequestError(400, error instanceof Error ? error.message : String(error));
  }
  if (connectionInputs(action).length > 1 && target.second === undefined)
    throw new RequestError(
      400,
      `${action.display.label} needs a second connection: set MIXPANEL_TO_USERNAME, MIXPANEL_TO_SECRET and MIXPANEL_TO_PROJECT_ID, and start the playground again.`,
    );
}

/** Secrets among the inputs: they are no part of the connection. */
function secretsIn(action: Action, inputs: Inputs): string[] {
  const values = secretInputs(action).map((key) => inputs[key]);
  return values.filter((value) => typeof value === "string").filter((value) => value !== "");
}

async function run(
  action: Action,
  inputs: Inputs,
  playground: Playground,
  tell: (event: RunEvent) => void,
  stop: AbortSignal,
) {
  const { target, history } = playground;
  const mask = maskOf([...secretsOf(target), ...secretsIn(action, inputs)]);
  const id = history.nextId();
  const at = new Date().toISOString();
  const startMs = performance.now();
  const counter = new CostCounter(target);
  const view = new ExchangeView(target, mask);
  const send = (event: RunEvent) => tell(masked(event, mask) as RunEvent);
  const given = shownInputs(action, inputs);
  send({ type: "started", id, at, snippets: snippetsOf(action, given) });
  let ok = true;
  try {
    const { connection, second } = target;
    const log = (level: string, message: string) => send({ type: "log", level, message });
    const returned = await recorded(
      () => perform(action, valuesOf(inputs), { connection, second, log, debug: true }),
      (exchange) => {
        if (exchange.ms !== undefined) counter.add(exchange);
        send({ type: "exchange", exchange: view.show(exchange) });
      },
      stop,
    );
    history.noteReturned(action.key, returned.data);
    send({ type: "result", ...shownResult(returned, mask) });
  } catch (error) {
    ok = false;
    const { name, message, ...details } = failureOf(error);
    send({ type: "failure", failure: { name, message, details } });
  }
  const cost = counter.cost(Math.round(performance.now() - startMs));
  send({ type: "ended", cost });
  const past = { id, at, action: action.key, label: action.display.label, ok, cost };
  history.keep({ ...past, inputs: masked(given, mask) as Inputs });
}

export function registerRuns(app: FastifyInstance, playground: Playground): void {
  app.post("/api/runs", async (request, reply) => {
    const checked = runRequest.safeParse(request.body);
    if (!checked.success)
      throw new RequestError(400, `The request is not one for a run:\n${z.prettifyError(checked.error)}`);
    const { action: key, inputs, isConfirmed = false } = checked.data;
    const action = found("action", key, playground.component.actions);
    assertRunnable(action, inputs, playground);
    assertAllowed(action, inputs, isConfirmed, playground);
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const stream = openStream<RunEvent>(reply);
    await run(action, inputs, playground, stream.send, gone.signal);
    stream.end();
  });
  app.get("/api/runs", async () => playground.history.list());
}
