import { type ActionLogger, action, type Inputs } from "@prismatic-io/spectral";
import { type FormParams, groupsLast } from "../inputs/group";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { isHourly } from "../mixpanel/limits/documented";
import type { Residency } from "../mixpanel/residency";
import { asConnection, connect, connection, deadlineOf, type Execution } from "./connect";
import { asConnectionError } from "./connectionError";
import { readForm } from "./readForm";
import type { Shape } from "./shape";
import { withConditions } from "./where";

/** What an action's `run` is handed. */
export interface Call<TInputs extends Inputs> {
  /** In the residency that the action's own region input asks for. */
  client: MixpanelClient;
  /** Cleaned; inputs in groups stand beside the others. */
  params: FormParams<TInputs>;
  logger: ActionLogger;
  /** For the client of a second connection, which the few actions that have one make themselves. */
  execution: Execution;
}

export interface ActionSpec<TInputs extends Inputs, Value = unknown> {
  /** The row that the action calls; its effect decides whether a builder may run the step while designing. */
  endpoint: Pick<Endpoint, "operation" | "effect" | "quota">;
  label: string;
  description: string;
  /** Marks the few actions that most integrations use. */
  important?: boolean;
  /** All but the connection, in the order of the form. */
  inputs: TInputs;
  /** The shape of the result, and an example of it. */
  output: Shape<Value>;
  example: NoInfer<Value>;
  /** The step's own time limit in minutes, where its form has one and it is filled in. */
  timeLimitMinutes?(params: FormParams<TInputs>): number | undefined;
  /** What the action does. */
  run(call: Call<TInputs>): Promise<unknown>;
  /** Bytes are returned with their content type. */
  contentType?(data: unknown): string | undefined;
}

/** Overrides of the connection's residency, under the keys that the stock component gave them. */
const RESIDENCY_INPUTS = ["region", "regionAndDomain", "dataAndDomain"];

const isResidency = (value: unknown): value is Residency => value === "US" || value === "EU" || value === "IN";

/** The residency that an action's own region input asks for. */
export function residencyOf(params: Readonly<Record<string, unknown>>): Residency | undefined {
  return RESIDENCY_INPUTS.map((key) => params[key]).find(isResidency);
}

/** Whether running the step while designing is harmless: it changes nothing, and spends no allowance that is counted by the hour. */
export function isSafe({ effect, quota }: Pick<Endpoint, "effect" | "quota">): boolean {
  return effect === "read" && (quota === undefined || !isHourly(quota));
}

/**
 * Makes an action of a row, its form and what it runs. Adds the connection, the client, the safety and the example, and turns refused
 * credentials into a ConnectionError.
 */
export function defineAction<TInputs extends Inputs, Value>(spec: ActionSpec<TInputs, Value>) {
  const { endpoint, label, description, important, inputs, output, run } = spec;
  const example: unknown = spec.example;
  const safe = isSafe(endpoint);
  return action({
    display: { label, description, ...(important ? { important } : {}) },
    inputs: { connection, ...groupsLast(inputs) },
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
        const data = await run({ client, params, logger: context.logger, execution });
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
