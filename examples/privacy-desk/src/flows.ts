import { createHash } from "node:crypto";
import { type FlowExecutionContext, flow, type TriggerPayload } from "@prismatic-io/spectral";
import { mixpanelOf } from "./actions";
import { type Reply, receive } from "./receive";
import { connectRegister, type Entry } from "./register";
import { workOn } from "./work";

/** A caller waits for at most 30 seconds, and calls again after a failure. */
const ATTEMPTS_WHILE_SOMEBODY_WAITS = 2;
/** The platform ends an execution after 15 minutes. An action that has begun by then may take its time limit of the wizard. */
const BUDGET_MS = 4 * 60_000;

type ConfigVars = FlowExecutionContext["configVars"];

const registerOf = (configVars: ConfigVars, maxAttempts?: number) =>
  connectRegister(configVars.Endpoint, String(configVars["Endpoint Access"].fields.apiKey), maxAttempts);

const UNAVAILABLE: Reply = {
  statusCode: 503,
  body: { status: "refused", message: "The request could not be registered. Send it again later." },
};

async function registered(configVars: ConfigVars, { body, startedAt }: TriggerPayload): Promise<Reply> {
  const register = registerOf(configVars, ATTEMPTS_WHILE_SOMEBODY_WAITS);
  return receive(body.data, register, { regulation: configVars.Regulation, now: new Date(startedAt).toISOString() });
}

export const receiveRequest = flow({
  name: "Receive Request",
  stableKey: "receive-request",
  description: "Takes privacy requests and approvals in, and registers them in the customer's system.",
  isSynchronous: false,
  // Whoever may call this can have people erased.
  endpointSecurityType: "customer_required",
  // The trigger answers: the caller learns at once whether the request is registered, or why it was refused.
  onTrigger: async ({ configVars, logger }, payload) => {
    const { statusCode, body } = await registered(configVars, payload).catch((error: Error) => {
      logger.error(error.message);
      return UNAVAILABLE;
    });
    return {
      // The platform stores what a trigger passes on: neither who the request is about, nor the caller's API key.
      payload: { ...payload, headers: {}, rawBody: { data: "" }, body: { data: body } },
      response: { statusCode, contentType: "application/json", body: JSON.stringify(body) },
    };
  },
  onExecution: async ({ logger }, { onTrigger }) => {
    const { request_id = "unknown", status } = onTrigger.results.body.data as Reply["body"];
    logger.info(`Request ${request_id}: ${status}`);
    return { data: { request_id, status } };
  },
});

/** Another order in each run, so that none of very many cases always comes last. */
function inTurn(entries: Entry[], now: string): Entry[] {
  const turn = ({ request: { request_id } }: Entry) =>
    createHash("sha256")
      .update(now + request_id)
      .digest("hex");
  return [...entries].sort((one, other) => (turn(one) < turn(other) ? -1 : 1));
}

const MAX_DAYS = 90;

/** @throws Error for what is no number of days */
function daysOf(value: string): number {
  const days = Number(value);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw new Error(`Check Again After: got "${value}", expected a whole number of days from 1 to ${MAX_DAYS}.`);
}

export const workOnRequests = flow({
  name: "Work On Requests",
  stableKey: "work-on-requests",
  description:
    "Looks for the people, requests their data or erasure, follows the tasks, and hands over archives and evidence.",
  schedule: { value: "*/15 * * * *" },
  // Two runs at once would create two tasks for one request.
  queueConfig: { singletonExecutions: true },
  onExecution: async (context) => {
    const { configVars, logger, startedAt } = context;
    const register = registerOf(configVars);
    const now = new Date(startedAt).toISOString();
    const untilMs = Date.now() + BUDGET_MS;
    const checkAgainDays = daysOf(configVars["Check Again After"]);
    const tools = { mixpanel: mixpanelOf(context), register, now, untilMs, checkAgainDays };
    const entries = inTurn(await register.open(), now);
    const counts = { open: entries.length, steps: 0, problems: 0, left: 0 };
    for (const entry of entries) {
      if (Date.now() > untilMs) {
        counts.left += 1;
        continue;
      }
      const { request_id, state, steps, problem } = await workOn(entry, tools);
      counts.steps += steps;
      counts.problems += problem ? 1 : 0;
      // What the problem is, which may name the person, is in the customer's system.
      if (problem) logger.error(`Request ${request_id}: got stuck at ${state}. See its case.`);
      else logger.info(`Request ${request_id}: ${state}`);
    }
    return { data: counts };
  },
});

export const flows = [receiveRequest, workOnRequests];
