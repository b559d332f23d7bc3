import { createHash } from "node:crypto";
import { dataSource, type Element, type Inputs } from "@prismatic-io/spectral";
import { readable } from "../inputs/readable";
import { BoundedCache } from "../mixpanel/boundedCache";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { MixpanelError } from "../mixpanel/errors";
import { type ParametersOf, parametersOf, takes } from "../mixpanel/http/parameters";
import type { ResponseOf } from "../mixpanel/http/response";
import { isRecord } from "../mixpanel/records/json";
import { tidied } from "./choices";
import { asConnection, connect, connection, deadlineOf } from "./connect";
import { asConnectionError } from "./connectionError";
import { residencyOf } from "./defineAction";
import { overridesOf } from "./overrides";
import { readForm } from "./readForm";

/** What a response answers. */
export interface Asked {
  /** The project of the form, or the connection's. */
  projectId: string | undefined;
  parameters: Readonly<Record<string, unknown>>;
}

export interface PicklistSpec<Row extends Endpoint> {
  /** The endpoint that lists the choices. Inputs for project, workspace, organization and residency are derived from it. */
  endpoint: Row;
  label: string;
  description: string;
  example: Element[];
  /** Inputs that the list depends on. The platform passes the values of the form's inputs with the same keys. */
  inputs?: Inputs;
  /** What to do if the list cannot be loaded: what to type into the input, and where to find it. */
  byHand: string;
  /** What each of several calls asks for beside the form's values; without it, there is one call, which asks for nothing more. */
  calls?: readonly ParametersOf<Row>[];
  /** The choices in a response, in any order. */
  choices(response: ResponseOf<Row>, asked: Asked): Element[];
}

/** Lists are cached for a few minutes, because a form requests them each time it is opened. */
export const knownChoices = new BoundedCache<Element[]>({ maxEntries: 100, maxAgeMs: 180_000 });

/** More pages of a list than a person would look through. */
const MAX_PAGES = 20;

/** Where the app API's lists go on: https://github.com/mixpanel/mixpanel-headless, _internal/pagination.py */
function nextCursor(response: unknown): string | undefined {
  const pagination = isRecord(response) ? response.pagination : undefined;
  const cursor = isRecord(pagination) ? pagination.next_cursor : undefined;
  return typeof cursor === "string" && cursor !== "" ? cursor : undefined;
}

/** All pages of a list. */
async function pagesOf(client: MixpanelClient, endpoint: Endpoint, parameters: ParametersOf<Endpoint>) {
  const first = await client.call(endpoint, parameters);
  const pages = [first];
  let cursor = takes(endpoint, "cursor") ? nextCursor(first) : undefined;
  while (cursor !== undefined && pages.length < MAX_PAGES) {
    const page = await client.call(endpoint, { ...parameters, cursor });
    pages.push(page);
    cursor = nextCursor(page);
  }
  return pages;
}

/** Inputs of a drop-down, which the platform fills from the form: they have no list of their own. */
const typed = (inputs: Inputs): Inputs =>
  Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, { ...input, dataSource: undefined }]));

/** Adds to an error how to continue without the list. */
function explained(error: unknown, byHand: string): unknown {
  if (error instanceof MixpanelError) error.message += ` ${byHand}`;
  return error;
}

/**
 * Makes a drop-down: choices sorted by their label, as people look for them, each of them once. They are remembered for the same credentials, residency and
 * inputs alone, so that nobody's names show in another's form.
 */
export function definePicklist<const Row extends Endpoint>(spec: PicklistSpec<Row>) {
  const { label, description, example, byHand } = spec;
  const endpoint: Endpoint = spec.endpoint;
  const calls: readonly ParametersOf<Endpoint>[] = spec.calls ?? [{}];
  const { choices }: { choices(response: ResponseOf<Endpoint>, asked: Asked): Element[] } = spec;
  const inputs = typed({ ...spec.inputs, ...overridesOf(endpoint) });
  return dataSource({
    display: { label, description },
    inputs: { connection, ...readable(inputs) },
    dataSourceType: "picklist",
    examplePayload: { result: example },
    perform: async (context, given) => {
      const used = asConnection(given.connection);
      try {
        const params = readForm(given, { inputs });
        const execution = { logger: context.logger, debug: false, deadline: deadlineOf("dataSource", used) };
        const client = connect(used, execution).inResidency(residencyOf(params));
        const { projectId, workspaceId, organizationId } = client.options;
        const asked = [client.identity, label, projectId, workspaceId, organizationId, params];
        const key = createHash("sha256").update(JSON.stringify(asked)).digest("hex");
        const known = knownChoices.get(key, Date.now());
        if (known !== undefined) return { result: known };
        const project = params.project_id ?? projectId;
        const lists = await Promise.all(
          calls.map(async (call) => {
            const parameters = { ...parametersOf(endpoint, params), ...call };
            const asked = { projectId: project === undefined ? undefined : String(project), parameters };
            const pages = await pagesOf(client, endpoint, parameters);
            return pages.flatMap((page) => choices(page, asked));
          }),
        );
        const elements = tidied(lists.flat());
        knownChoices.set(key, elements, Date.now());
        return { result: elements };
      } catch (error) {
        throw asConnectionError(explained(error, byHand), used);
      }
    },
  });
}
