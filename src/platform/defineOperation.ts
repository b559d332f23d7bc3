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
  /** Parameters of the row, by the names that it takes, in the order of the form; a key that it does not take is a compile error. */
  inputs: TInputs & NoOthers<FlatInputs<TInputs>, Row>;
  /** The shape of the response. What the row proves of it is in it: a list, or the keys that the response `holds`. */
  output: Shape<Value>;
  /** Inputs that the row does not take. They stand at the end of the form. */
  steering?: Inputs;
  /** Refuses inputs that do not go together. @throws InputError */
  check?(params: FormParams<TInputs>): void;
  /** Inputs that are not sent, as they have no meaning beside the others. */
  leaveOut?(params: FormParams<TInputs>): readonly (string & keyof FormParams<TInputs>)[];
}

/** What a form has, without what has no meaning beside the rest of it. */
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
 * Makes the action of an operation that is one call: it sends the form's values to the row, and returns the response. Project,
 * workspace, organization and residency inputs, safety and retries follow from the row.
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
    // The second time, for an override that the step words itself.
    inputs: { ...inputs, ...overridesOf(endpoint), ...inputs, ...steering },
    run: async ({ client, params }) => {
      check?.(params);
      return client.call(endpoint, parametersOf(endpoint, sentOf(params, leaveOut)));
    },
  });
}
