import { type ActionLogger, action, type Inputs } from "@prismatic-io/spectral";
import { type FormParams, groupsLast } from "../inputs/group";
import { readable } from "../inputs/readable";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { isHourly } from "../mixpanel/limits/documented";
import type { Residency } from "../mixpanel/residency";
import { asConnection, connect, connection, deadlineOf, type Execution } from "./connect";
import { asConnectionError } from "./connectionError";
import { readForm } from "./readForm";
import type { Shape } from "./shape";
import { withConditions } from "./where";

/** The arguments of an action's `run`. */
export interface Call<TInputs extends Inputs> {
  /** The client, for the residency in the action's region input, or else the connection's. */
  client: MixpanelClient;
  /** The cleaned values of all inputs, at the top and in groups. */
  params: FormParams<TInputs>;
  logger: ActionLogger;
  /** The execution's context, for actions that create a second client for another connection. */
  execution: Execution;
  /** What the flow keeps for its later executions. Assign keys to change it. */
  flowState: Record<string, unknown>;
  /** What all flows of the instance keep. Assign keys of your own to change it: the last execution to end overwrites the others. */
  sharedState: Record<string, unknown>;
  /** The step's name in the flow; empty outside of a step. */
  stepName: string;
}

export interface ActionSpec<TInputs extends Inputs, Value = unknown> {
  /** The endpoint that the action calls. Its effect decides whether a builder may run the step while designing. */
  endpoint: Pick<Endpoint, "operation" | "effect" | "quota" | "billed">;
  label: string;
  description: string;
  /** Marks the few actions that most integrations use. */
  important?: boolean;
  /** The inputs except the connection, in the order of the form. */
  inputs: TInputs;
  /** The shape of the result, and an example of it. */
  output: Shape<Value>;
  example: NoInfer<Value>;
  /** The step's own time limit in minutes, if its form has one and it is filled in. */
  timeLimitMinutes?(params: FormParams<TInputs>): number | undefined;
  /** Runs the action. */
  run(call: Call<TInputs>): Promise<unknown>;
  /** The content type, if the action returns bytes. */
  contentType?(data: unknown): string | undefined;
}

/** Overrides of the connection's residency, with the keys of the stock component. */
const RESIDENCY_INPUTS = ["region", "regionAndDomain", "dataAndDomain"];

const isResidency = (value: unknown): value is Residency => value === "US" || value === "EU" || value === "IN";

/** The residency chosen in an action's own region input. */
export function residencyOf(params: Readonly<Record<string, unknown>>): Residency | undefined {
  return RESIDENCY_INPUTS.map((key) => params[key]).find(isResidency);
}

/** Whether a step is safe to run while designing: it changes nothing, is not billed and does not count toward an hourly limit. */
export function isSafe({ effect, quota, billed = false }: Pick<Endpoint, "effect" | "quota" | "billed">): boolean {
  return effect === "read" && !billed && (quota === undefined || !isHourly(quota));
}

/**
 * Creates an action from an endpoint, a form and a `run` function. Adds the connection, the client, the safety and the example, and turns
 * errors about credentials into a ConnectionError.
 */
export function defineAction<TInputs extends Inputs, Value>(spec: ActionSpec<TInputs, Value>) {
  const { endpoint, label, description, important, inputs, output, run } = spec;
  const example: unknown = spec.example;
  const safe = isSafe(endpoint);
  return action({
    display: { label, description, ...(important ? { important } : {}) },
    inputs: { connection, ...readable(groupsLast(inputs)) },
    performSafety: safe ? "safe" : "notAllowed",
    ...(safe ? {} : { examplePerform: async () => ({ data: example }) }),
    perform: async (context, given) => {
      const used = asConnection(given.connection);
      try {
        const form = readForm(given, { inputs, name: label });
        const deadline = deadlineOf("action", used, spec.timeLimitMinutes?.(form));
        const execution = { logger: context.logger, debug: context.debug.enabled, deadline };
        const client = connect(used, execution).inResidency(residencyOf(form));
        const params = withConditions(form, client.transport.clock.now());
        const { logger, instanceState: flowState, crossFlowState: sharedState, executionFrame: frame } = context;
        const stepName = frame !== undefined && "stepName" in frame ? frame.stepName : "";
        const data = await run({ client, params, logger, execution, flowState, sharedState, stepName });
        const contentType = spec.contentType?.(data);
        return { data, ...(contentType === undefined ? {} : { contentType }) };
      } catch (error) {
        throw asConnectionError(error, used);
      }
    },
    examplePayload: { data: example },
    outputSchema: { type: "actionOutput", schema: output },
  });
}
