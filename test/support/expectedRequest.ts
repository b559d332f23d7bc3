import { isRecord } from "../../src/mixpanel/records/json";
import { SERVICE_ACCOUNT_HEADER } from "./connection";
import type { SentRequest } from "./wire";

type Pairs = Record<string, string | string[] | undefined>;

/** A request as a test states it. Headers that every call bears are left out. */
export interface ExpectedRequest {
  method: string;
  host: string;
  path: string;
  query?: Pairs;
  headers?: Record<string, string | undefined>;
  form?: Pairs;
  /** A field that is undefined is absent. */
  json?: unknown;
  /** The body as it is, where it is neither a form nor JSON. */
  text?: string;
}

/** What differs from the request with required inputs alone; an undefined parameter, header or form is absent. */
export type Change = Partial<ExpectedRequest>;

export const authorized = { authorization: SERVICE_ACCOUNT_HEADER };
export const FORM = { "content-type": "application/x-www-form-urlencoded" };
export const JSON_BODY = { "content-type": "application/json" };
export const GZIPPED_JSON = { ...JSON_BODY, "content-encoding": "gzip" };

const COMMON_HEADERS = {
  accept: "application/json",
  "accept-encoding": "gzip",
  "user-agent": "mixpanel-connector",
  "x-mixpanel-integration-id": "prismatic-mixpanel-connector",
};

/** A request with some of its parts replaced, parameter by parameter and JSON field by JSON field. */
export function changed(request: ExpectedRequest, change: Change): ExpectedRequest {
  return {
    ...request,
    ...change,
    query: { ...request.query, ...change.query },
    headers: { ...request.headers, ...change.headers },
    form: "form" in change ? change.form && { ...request.form, ...change.form } : request.form,
    ...(isRecord(request.json) && isRecord(change.json) ? { json: { ...request.json, ...change.json } } : {}),
  };
}

const present = <T>(pairs: Record<string, T | undefined> = {}) =>
  Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== undefined));

/** Asserts every part of a request that went out: nothing missing, nothing more. */
export function expectRequest(sent: SentRequest, expected: ExpectedRequest): void {
  const { text, ...parts } = sent;
  expect(parts).toEqual({
    method: expected.method,
    host: expected.host,
    path: expected.path,
    query: present(expected.query),
    headers: present({ ...COMMON_HEADERS, ...expected.headers }),
    ...(expected.form ? { form: present(expected.form) } : {}),
    ...("json" in expected ? { json: expected.json } : {}),
  });
  if (!expected.form && !("json" in expected)) expect(text).toBe(expected.text ?? "");
}
