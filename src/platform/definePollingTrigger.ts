import {
  type ActionLogger,
  type Inputs,
  pollingTrigger,
  type TriggerPayload,
  type TriggerResult,
} from "@prismatic-io/spectral";
import type { FormParams } from "../inputs/group";
import { readable } from "../inputs/readable";
import type { MixpanelClient } from "../mixpanel/client";
import { isRecord, type JsonObject } from "../mixpanel/records/json";
import { asConnection, connect, connection, deadlineOf, type Execution } from "./connect";
import { asConnectionError } from "./connectionError";
import { residencyOf } from "./defineAction";
import { readForm } from "./readForm";
import { examplePayload } from "./triggerPayload";
import { withConditions } from "./where";

const RESTARTED =
  "The state of this trigger could not be read: it is damaged, or another version of the component wrote it. This poll is a first poll. It does not know what changed since the poll before.";

/** The arguments of a polling trigger's `poll`. */
export interface Poll<TInputs extends Inputs> {
  client: MixpanelClient;
  /** The cleaned values of all inputs. */
  params: FormParams<TInputs>;
  logger: ActionLogger;
  execution: Execution;
  /** What the last successful poll kept, as a copy; `{}` at first. */
  state: JsonObject;
  /** What all flows of the instance keep. To be read only: a poll that runs for minutes must not overwrite what others saved meanwhile. */
  sharedState: Readonly<Record<string, unknown>>;
  /** The `next` of the page before, if the platform asks for a further page of the same poll. */
  cursor: JsonObject | undefined;
  /** Whether the flow runs with batching: `body` is then a list of items, of which each execution gets some. */
  isBatching: boolean;
}

/** What a poll found. */
export interface Polled {
  /** What the next step gets; with batching, the list of items. */
  body: unknown;
  /** Whether there is nothing to run the flow for. */
  isEmpty: boolean;
  /** Where the next page of this poll begins. Only with batching: without, the next poll continues from `state`. */
  next?: JsonObject;
  /** Whether the state of this trigger could not be read, so that this is a first poll. It is logged. */
  isRestart?: boolean;
  /** What the next poll continues from. The platform keeps it only if the execution succeeds, and only as JSON. */
  state: JsonObject;
}

export interface PollingTriggerSpec<TInputs extends Inputs> {
  label: string;
  description: string;
  /** The inputs except the connection, in the order of the form. Triggers have no groups. */
  inputs: TInputs;
  /** Number of items per execution, and of executions at once, unless the flow sets others. */
  batches: { batchSize: number; concurrentBatchLimit: number };
  /** What a step gets without batching. */
  example: unknown;
  poll(call: Poll<TInputs>): Promise<Polled>;
}

/**
 * Makes a polling trigger that a flow may run with or without batching. Adds the connection, the client and the time limit; copies the state,
 * so that a failed poll keeps nothing; and lets the flow rest if there is nothing new.
 */
export function definePollingTrigger<TInputs extends Inputs>(spec: PollingTriggerSpec<TInputs>) {
  const { label, description, inputs, batches, example, poll } = spec;
  return pollingTrigger({
    display: { label, description },
    inputs: { connection, ...readable(inputs) },
    triggerResolverSupport: "valid",
    batchConfig: batches,
    triggerResolver: {
      // These run without the error hook, so they must not throw.
      resolveItems: (_context, { payload }) => (Array.isArray(payload.body.data) ? payload.body.data : []),
      getNextPaginationState: (_context, { payload }) => payload.paginationState ?? null,
    },
    perform: async (context, payload: TriggerPayload, given): Promise<TriggerResult<false, TriggerPayload>> => {
      const used = asConnection(given.connection);
      try {
        const form = readForm(given, { inputs });
        const deadline = deadlineOf("action", used);
        const execution = { logger: context.logger, debug: context.debug.enabled, deadline };
        const client = connect(used, execution).inResidency(residencyOf(form));
        const params = withConditions(form, client.transport.clock.now());
        const cursor = isRecord(payload.paginationState) ? payload.paginationState : undefined;
        const state = structuredClone(context.polling.getState());
        const isBatching = context.batch?.enabled === true;
        const { logger, crossFlowState: sharedState } = context;
        const found = await poll({ client, params, logger, execution, state, sharedState, cursor, isBatching });
        if (found.isRestart) context.logger.warn(RESTARTED);
        context.polling.setState(found.state);
        const body = { data: found.body, contentType: "application/json" };
        return {
          payload: { ...payload, body, paginationState: found.next },
          polledNoChanges: found.isEmpty && found.next === undefined && cursor === undefined,
        };
      } catch (error) {
        throw asConnectionError(error, used);
      }
    },
    examplePayload: { payload: examplePayload(example) },
  });
}
