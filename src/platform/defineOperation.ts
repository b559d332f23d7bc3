import type { Inputs } from "@prismatic-io/spectral";
import type { FlatInputs, FormParams } from "../inputs/group";
import type { Endpoint } from "../mixpanel/endpoint";
import { type NoOthers, parametersOf } from "../mixpanel/http/parameters";
import type { ResponseOf } from "../mixpanel/http/response";
import type { JsonObject } from "../mixpanel/records/json";
import { type ActionSpec, defineAction } from "./defineAction";
import { overridesOf } from "./overrides";
import type { Shape } from "./shape";

export interface OperationSpec<Row extends Endpoint, TInputs extends Inputs, Value extends ResponseOf<Row>>
  extends Pick<ActionSpec<TInputs, Value>, "label" | "description" | "important" | "example"> {
  endpoint: Row;
  /** The endpoint's parameters by their names, in the order of the form. An unknown name is a compile error. */
  inputs: TInputs & NoOthers<FlatInputs<TInputs>, Row>;
  /** The shape of the response. It includes what the endpoint guarantees: a list, or the keys named in `holds`. */
  output: Shape<Value>;
  /** Inputs that are not parameters of the endpoint. They are at the end of the form. */
  steering?: Inputs;
  /** Rejects inputs that cannot be combined. @throws InputError */
  check?(params: FormParams<TInputs>): void;
  /** Names inputs that are not sent, because the other inputs make them meaningless. */
  leaveOut?(params: FormParams<TInputs>): readonly (string & keyof FormParams<TInputs>)[];
}

/** The values of a form without those that the other values make meaningless. */
export function sentOf<Params extends object>(
  params: Params,
  leaveOut?: (params: Params) => readonly string[],
): Record<string, unknown> {
  const without: Record<string, undefined> = Object.fromEntries(
    (leaveOut?.(params) ?? []).map((key) => [key, undefined]),
  );
  return { ...params, ...without };
}

/**
 * Creates an action that makes one call: it sends the form's values to the endpoint and returns the response. Inputs for project, workspace,
 * organization and residency, safety and retries are derived from the endpoint.
 */
export function defineOperation<const Row extends Endpoint, TInputs extends Inputs, Value extends ResponseOf<Row>>(
  spec: OperationSpec<Row, TInputs, Value>,
) {
  const { inputs, steering, ...words } = spec;
  const endpoint: Endpoint = spec.endpoint;
  const { check, leaveOut }: Pick<OperationSpec<Endpoint, Inputs, JsonObject>, "check" | "leaveOut"> = spec;
  return defineAction<Inputs, unknown>({
    ...words,
    endpoint,
    // Listed a second time, because a step may replace an override by an input of its own.
    inputs: { ...inputs, ...overridesOf(endpoint), ...inputs, ...steering },
    run: async ({ client, params }) => {
      check?.(params);
      return client.call(endpoint, parametersOf(endpoint, sentOf(params, leaveOut)));
    },
  });
}
