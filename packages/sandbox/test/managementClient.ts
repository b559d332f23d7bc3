/** A sandbox and a client for the tests of its management families: each answer is held against Mixpanel's own schemas. */
import Ajv, { type ValidateFunction } from "ajv";
import schemas from "../../../test/contract/schemas/management.json";
import { type Sandbox, type SandboxOptions, startSandbox } from "../src";

/** The instant at which the sandbox's clock stands when a test begins. */
export const START_MS = Date.parse("2024-06-15T12:00:00Z");
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(schemas, "management");

/** How a request is sent, beside its path. */
export interface Sent {
  json?: unknown;
  /** Name and value pairs; a name may come twice. */
  form?: [string, string][];
  /** `Authorization` header; the sandbox's own service account unless said otherwise. */
  authorization?: string | null;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** What stands in an answer under a path of names and positions. Throws when nothing does. */
export function inside({ body }: Answer, ...path: (string | number)[]): unknown {
  let value = body;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !(name in value)) {
      throw new Error(`Nothing at ${path.join(".")} of ${JSON.stringify(body)}`);
    }
    value = Object.entries(value).find(([key]) => key === String(name))?.[1];
  }
  return value;
}

/** Basic credentials as a header. */
export function basic(username: string, password = ""): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** The check of an answer; undefined for the operations of which the description shows no answer. */
function validatorOf(operationId: string, status: number): ValidateFunction | undefined {
  const described = new Map<string, object>(Object.entries(schemas.operations)).get(operationId);
  if (!described) throw new Error(`Mixpanel's description has no operation ${operationId}.`);
  if (status < 400 && Object.keys(described).length === 0) return undefined;
  const [owner, key] = status < 400 ? [operationId, String(status)] : ["errors", "4xx"];
  const validate = ajv.getSchema(`management#/operations/${owner}/${key}`);
  if (!validate) throw new Error(`Mixpanel's description has no ${status} of ${operationId}.`);
  return validate;
}

/** A started sandbox with a clock that stands still, and a client of it. */
export class ManagementClient {
  private constructor(readonly sandbox: Sandbox) {}

  /** Starts a sandbox without rate limits; options replace these defaults. */
  static async start(options: SandboxOptions = {}): Promise<ManagementClient> {
    return new ManagementClient(await startSandbox({ port: 0, clock: START_MS, limits: false, ...options }));
  }

  /** Back to a new sandbox, and to the instant at which tests begin. */
  reset(): void {
    this.sandbox.reset();
    this.sandbox.clock.set(START_MS);
  }

  /** Calls an operation of Mixpanel's description, and throws when the answer does not fit its schema. */
  async call(operationId: string, method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const answer = await this.send(method, path, sent);
    const [logged] = this.sandbox.requests.list({}).slice(-1);
    if (logged?.operationId !== operationId) throw new Error(`${method} ${path} is ${logged?.operationId}`);
    const validate = validatorOf(operationId, answer.status);
    if (validate && !validate(answer.body)) {
      throw new Error(
        `${operationId} ${answer.status}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(answer.body)}`,
      );
    }
    return answer;
  }

  /** Sends a request to any path. */
  async send(method: string, path: string, { json, form, authorization }: Sent = {}): Promise<Answer> {
    const headers = new Headers();
    const credentials = authorization === undefined ? basic("sandbox.user", "sandbox-secret") : authorization;
    if (credentials !== null) headers.set("Authorization", credentials);
    if (json !== undefined) headers.set("Content-Type", "application/json");
    const body = form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json);
    const response = await fetch(`${this.sandbox.url}${path}`, { method, headers, body });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }
}
