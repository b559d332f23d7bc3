import { type ActionInputParameters, dataSource, type Element, type Inputs } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import { asConnection, connect, deadlineOf } from "./connect";
import { asConnectionError } from "./connectionError";
import { connection } from "./connectionInput";
import { residencyOf } from "./defineAction";
import { readForm } from "./readForm";

export interface DataSourceSpec<TInputs extends Inputs> {
  label: string;
  description: string;
  inputs: TInputs;
  example: Element[];
  /** Finds the choices, in any order. */
  run(call: { client: MixpanelClient; params: ActionInputParameters<TInputs> }): Promise<Element[]>;
}

/** Makes a drop-down: choices sorted by their label, as people look for them. */
export function definePicklist<TInputs extends Inputs>({
  label,
  description,
  inputs,
  example,
  run,
}: DataSourceSpec<TInputs>) {
  return dataSource({
    display: { label, description },
    inputs: { connection, ...inputs },
    dataSourceType: "picklist",
    examplePayload: { result: example },
    perform: async (context, given) => {
      const used = asConnection(given.connection);
      try {
        const params = readForm(given, { inputs });
        const execution = { logger: context.logger, debug: false, deadline: deadlineOf("dataSource", used) };
        const client = connect(used, execution).inResidency(residencyOf(params));
        const elements = await run({ client, params });
        return { result: elements.sort((a, b) => (a.label ?? a.key).localeCompare(b.label ?? b.key)) };
      } catch (error) {
        throw asConnectionError(error, used);
      }
    },
  });
}
