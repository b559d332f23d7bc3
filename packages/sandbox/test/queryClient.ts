/** A sandbox and a client for the tests of its query API: each answer is held against Mixpanel's own schemas. */
import Ajv from "ajv";
import schemas from "../../../test/contract/schemas/query.json";
import { type ProjectSnapshot, type Sandbox, type SandboxOptions, startSandbox } from "../src";

/** The instant at which the sandbox's clock stands. */
export const NOW_MS = Date.parse("2024-03-10T12:00:00Z");

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
}

/** Properties that an answer may lack. */
const OPTIONAL = new Set(["step_label", "custom_event", "custom_event_id"]);

/**
 * Where real answers go beyond the description's schemas: distinct IDs are texts, a mean of nothing is null (as its prose
 * says for the first step), and sums need not be whole.
 */
const WIDER_TYPES: Record<string, string[]> = {
  $distinct_id: ["string"],
  avg_time: ["integer", "null"],
  avg_time_from_start: ["integer", "null"],
};

/** The description requires nothing; an answer that lacks a property would pass. Here it does not. */
function strict(schema: Schema): object {
  const { properties, items, additionalProperties } = schema;
  const strictProperties = Object.entries(properties ?? {}).map(([name, property]): [string, object] => {
    const type = WIDER_TYPES[name];
    return [name, type ? { type } : strict(property)];
  });
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(strictProperties),
      required: Object.keys(properties).filter((name) => !OPTIONAL.has(name)),
    }),
    ...(items && { items: strict(items) }),
    ...(additionalProperties && { additionalProperties: strict(additionalProperties) }),
  };
}

const ajv = new Ajv({ strict: false, allErrors: true });
const validators = new Map(
  Object.entries<Schema>({
    ...schemas,
    "segmentation-sum-query": {
      ...schemas["segmentation-sum-query"],
      properties: {
        ...schemas["segmentation-sum-query"].properties,
        results: { type: "object", additionalProperties: { type: "number" } },
      },
    },
  }).map(([operationId, schema]) => [operationId, ajv.compile(strict(schema))]),
);

export interface QueryAnswer {
  status: number;
  contentType: string;
  body: unknown;
}

const AUTHORIZATION = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;

export type QueryParameters = Record<string, string | number | boolean>;

const texts = (parameters: QueryParameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));

/** One sandbox with one filled project, and calls to its query API. */
export class QueryClient {
  private constructor(readonly sandbox: Sandbox) {}

  /** @param project content of project 1 */
  static async start(project: Omit<ProjectSnapshot, "id">, options: SandboxOptions = {}): Promise<QueryClient> {
    const seed = { projects: [{ ...project, id: 1 }] };
    return new QueryClient(await startSandbox({ port: 0, clock: NOW_MS, limits: false, seed, ...options }));
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  async #send(url: URL, init: RequestInit): Promise<QueryAnswer> {
    const response = await fetch(url, { ...init, headers: { authorization: AUTHORIZATION, ...init.headers } });
    const contentType = response.headers.get("content-type") ?? "";
    const body: unknown = contentType.includes("json") ? await response.json() : await response.text();
    return { status: response.status, contentType, body };
  }

  #url(path: string, parameters: QueryParameters): URL {
    const url = new URL(`${this.sandbox.url}${path}`);
    url.search = new URLSearchParams(texts({ project_id: 1, ...parameters })).toString();
    return url;
  }

  /** GET of a path as it stands, whatever the answer. */
  get(path: string, parameters: QueryParameters = {}): Promise<QueryAnswer> {
    return this.#send(this.#url(path, parameters), { method: "GET" });
  }

  /** POST of a form, whatever the answer. */
  post(path: string, form: QueryParameters = {}): Promise<QueryAnswer> {
    return this.#send(this.#url(path, {}), { method: "POST", body: new URLSearchParams(texts(form)) });
  }

  /** The body of a successful answer that meets the operation's schema. */
  async read(operationId: string, path: string, parameters: QueryParameters = {}): Promise<unknown> {
    return this.#accepted(operationId, await this.get(`/api/query${path}`, parameters));
  }

  /** As `read`, by a form. */
  async ask(operationId: string, path: string, form: QueryParameters = {}): Promise<unknown> {
    return this.#accepted(operationId, await this.post(`/api/query${path}`, form));
  }

  #accepted(operationId: string, { status, body }: QueryAnswer): unknown {
    const validate = validators.get(operationId);
    if (!validate) throw new Error(`The description has no operation ${operationId}.`);
    if (status !== 200) throw new Error(`${operationId} answered ${status}: ${JSON.stringify(body)}`);
    if (!validate(body)) throw new Error(`${operationId} breaks its schema: ${ajv.errorsText(validate.errors)}`);
    return body;
  }
}

let nextInsertId = 0;

/** An event at an instant (ISO, UTC), as a seed writes it. */
export function eventAt(
  time: string,
  event: string,
  distinctId: string,
  properties: Record<string, unknown> = {},
): { event: string; properties: Record<string, unknown>; timeMs: number } {
  const timeMs = Date.parse(`${time}Z`);
  if (Number.isNaN(timeMs)) throw new Error(`${time} is no time.`);
  nextInsertId += 1;
  const own = { time: timeMs / 1000, distinct_id: distinctId, $insert_id: `event-${nextInsertId}` };
  return { event, properties: { ...own, ...properties }, timeMs };
}
