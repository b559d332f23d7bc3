/** The calls that an example is compared with. */
import type { Sandbox } from "../../src";
import { type Answer, SERVICE_ACCOUNT, send } from "../ingestionClient";

/** Brings about the response of an example; of a request, sends the example. */
export type Call = (sandbox: Sandbox, example: unknown) => Promise<Answer>;

/** By operation ID, status and name of a response, or operation ID and number of a request. */
export type Calls = Readonly<Record<string, Call>>;

/** What is sent beside the path; the service account unless another authorization is given. */
export interface Sent {
  json?: unknown;
  form?: Record<string, string>;
  csv?: string;
  authorization?: string;
}

/** The media type of each kind of body. */
function bodyOf({ json, form, csv }: Sent): [type: string, body: string] | undefined {
  if (json !== undefined) return ["application/json", typeof json === "string" ? json : JSON.stringify(json)];
  if (form) return ["application/x-www-form-urlencoded", new URLSearchParams(form).toString()];
  return csv === undefined ? undefined : ["text/csv", csv];
}

/** Calls an operation by its method and path. A JSON body that is text is sent as it is. */
export function call(sandbox: Sandbox, operation: string, sent: Sent = {}): Promise<Answer> {
  const [method, path = ""] = operation.split(" ");
  const headers = new Headers({ Authorization: sent.authorization ?? SERVICE_ACCOUNT });
  const [type, body] = bodyOf(sent) ?? [];
  if (type) headers.set("Content-Type", type);
  return send(sandbox, path, { method, headers, body });
}

/** A call that sends the same whatever the example. */
export const calling =
  (operation: string, sent?: Sent): Call =>
  (sandbox) =>
    call(sandbox, operation, sent);

/** Makes calls one after the other; the last one counts. */
export const after =
  (first: Call, ...others: Call[]): Call =>
  async (sandbox, example) => {
    let answer = await first(sandbox, example);
    for (const next of others) answer = await next(sandbox, example);
    return answer;
  };

/** An example that is an object. Throws for any other. */
export function fieldsOf(example: unknown): Record<string, unknown> {
  if (typeof example !== "object" || example === null) throw new Error(`${String(example)} has no fields.`);
  return { ...example };
}

/** The example's parameters as they stand in a query; objects as JSON. */
export const queryOf = (example: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOf(example)).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
