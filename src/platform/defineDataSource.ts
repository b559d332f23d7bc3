import { createHash } from "node:crypto";
import { dataSource, type Element, type Inputs } from "@prismatic-io/spectral";
import { BoundedCache } from "../mixpanel/boundedCache";
import type { Endpoint } from "../mixpanel/endpoint";
import { MixpanelError } from "../mixpanel/errors";
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
  /** Inputs that the list depends on. Keys are those of the form's own inputs, whose values the platform then hands over. */
  inputs?: Inputs;
  /** What to do where the list cannot be had: what to type into the input, and where to find it. */
  byHand: string;
  /** The choices in a response, in any order. */
  choices(response: ResponseOf<Row>): Element[];
}

/** Lists stay as they are for a few minutes: a form asks again each time that it is opened. */
export const knownChoices = new BoundedCache<Element[]>({ maxEntries: 100, maxAgeMs: 180_000 });

const labelOf = ({ key, label }: Element) => label ?? key;

/** Says how to go on without the list. */
function explained(error: unknown, byHand: string): unknown {
  if (error instanceof MixpanelError) error.message += ` ${byHand}`;
  return error;
}

/**
 * Makes a drop-down: choices sorted by their label, as people look for them. They are remembered for the same credentials, residency and
 * inputs alone, so that nobody's names show in another's form.
 */
export function definePicklist<const Row extends Endpoint>(spec: PicklistSpec<Row>) {
  const { label, description, example, byHand } = spec;
  const endpoint: Endpoint = spec.endpoint;
  const { choices }: { choices(response: ResponseOf<Endpoint>): Element[] } = spec;
  const inputs = { ...spec.inputs, ...overridesOf(endpoint) };
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
        const { projectId, workspaceId, organizationId } = client.options;
        const asked = [client.identity, endpoint.operation, projectId, workspaceId, organizationId, params];
        const key = createHash("sha256").update(JSON.stringify(asked)).digest("hex");
        const known = knownChoices.get(key, Date.now());
        if (known !== undefined) return { result: known };
        const elements = choices(await client.call(endpoint, parametersOf(endpoint, params)));
        elements.sort((a, b) => labelOf(a).localeCompare(labelOf(b)));
        knownChoices.set(key, elements, Date.now());
        return { result: elements };
      } catch (error) {
        throw asConnectionError(explained(error, byHand), used);
      }
    },
  });
}
