/** Tells the page what happens while a trigger runs. */
import type { TriggerPayload } from "../../../cli/src/bundle";
import { failureOf } from "../../../cli/src/failure";
import type { AnsweredCall } from "../../../cli/src/triggers/listen";
import type { Reporter } from "../../../cli/src/triggers/report";
import type { SimulationEvent } from "../protocol";

/** The time, as the trigger and the sandbox have it. */
const at = () => new Date().toISOString();

/** Of credentials, the scheme. */
function shownHeaders({ headers }: TriggerPayload): Record<string, string> {
  const pairs = Object.entries(Object(headers)).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, name === "authorization" ? `${value.split(" ", 1)[0]} …` : value]),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function deliveryOf({ request, status, response, result }: AnsweredCall): SimulationEvent {
  return {
    type: "delivery",
    at: at(),
    request: request && { headers: shownHeaders(request), body: request.body.data },
    status,
    response: jsonOf(response),
    branch: result?.branch,
  };
}

export function failureEvent(error: unknown): SimulationEvent {
  const { name, message, ...details } = failureOf(error);
  return { type: "failure", failure: { name, message, details } };
}

/** @param failed is told of each failure besides */
export const reporterOf = (tell: (event: SimulationEvent) => void, failed: () => void): Reporter => ({
  note: (text) => tell({ type: "note", at: at(), text }),
  answered: (call) => tell(deliveryOf(call)),
  execution: ({ body }) => tell({ type: "execution", at: at(), payload: body.data }),
  pushed: (push) => tell({ type: "push", at: at(), ...push }),
  changed: ([action, inputs]) => tell({ type: "change", at: at(), action, inputs: { ...inputs } }),
  polled: ({ round, pages, executions, before, after }) =>
    tell({ type: "poll", at: at(), round, pages, executions, before, after }),
  failed: (error) => {
    failed();
    tell(failureEvent(error));
  },
});
