import { dataSource, type Element } from "@prismatic-io/spectral";
import type { Endpoint } from "../mixpanel/endpoint";
import { parametersOf } from "../mixpanel/http/parameters";
import type { ResponseOf } from "../mixpanel/http/response";
import { asConnection, connect, connection, deadlineOf } from "./connect";
import { asConnectionError } from "./connectionError";
import { residencyOf } from "./defineAction";
import { overridesOf } from "./overrides";
import { readForm } from "./readForm";

export interface PicklistSpec<Row extends Endpoint> {
  /** The row that lists the choices; project, workspace, organization and residency inputs follow from it. */
  endpoint: Row;
  label: string;
  description: string;
  example: Element[];
  /** The choices in a response, in any order. */
  choices(response: ResponseOf<Row>): Element[];
}

/** Makes a drop-down: choices sorted by their label, as people look for them. */
export function definePicklist<const Row extends Endpoint>(spec: PicklistSpec<Row>) {
  const { label, description, example } = spec;
  const endpoint: Endpoint = spec.endpoint;
  const { choices }: { choices(response: ResponseOf<Endpoint>): Element[] } = spec;
  const inputs = overridesOf(endpoint);
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
        const elements = choices(await client.call(endpoint, parametersOf(endpoint, params)));
        return { result: elements.sort((a, b) => (a.label ?? a.key).localeCompare(b.label ?? b.key)) };
      } catch (error) {
        throw asConnectionError(error, used);
      }
    },
  });
}
