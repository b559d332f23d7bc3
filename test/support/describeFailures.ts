import { type Connection, ConnectionError } from "@prismatic-io/spectral";
import {
  MixpanelAuthError,
  MixpanelNetworkError,
  MixpanelPlanError,
  MixpanelRateLimitError,
  MixpanelResponseError,
  MixpanelServerError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../../src/mixpanel/errors";
import { connections } from "./connection";
import { runAction } from "./harness";
import type { Reply, Wire } from "./wire";

type Failure = readonly [what: string, reply: Reply, type: new (...args: never[]) => Error, parts: object];

const web = "<!DOCTYPE html><html><body>Sign in</body></html>";
const hourly = { error: "Query rate limit exceeded: 61/60 queries running in the last hour" };
const concurrent = { error: "Query rate limit exceeded: 6/5 queries running concurrently" };

/** Failures that every operation tells apart. */
const COMMON: readonly Failure[] = [
  ["401", { status: 401, body: { error: "Invalid credentials" } }, ConnectionError, { status: 401 }],
  ["403", { status: 403, body: { error: "No access" } }, ConnectionError, { status: 403 }],
  ["403 with a web page", { status: 403, body: web }, MixpanelAuthError, { status: 403, byFrontEnd: true }],
  ["402", { status: 402, body: { error: "Upgrade" } }, MixpanelPlanError, { status: 402, retryable: false }],
  ["404", { status: 404, body: "Not Found" }, MixpanelResponseError, { status: 404, retryable: false }],
  ["429 hourly", { status: 429, body: hourly }, MixpanelRateLimitError, { limit: "hourly", retryable: true }],
  [
    "429 concurrent",
    { status: 429, body: concurrent },
    MixpanelRateLimitError,
    { limit: "concurrent", retryable: true },
  ],
  [
    "429 that names a time",
    { status: 429, body: hourly, headers: { "retry-after": "60" } },
    MixpanelRateLimitError,
    { limit: "hourly", retryAfterMs: 60_000 },
  ],
  ["500", { status: 500, body: web }, MixpanelServerError, { status: 500, retryable: true, mayHaveLanded: true }],
  [
    "a redirect",
    { status: 302, headers: { location: "https://example.com/login" } },
    MixpanelResponseError,
    { status: 302 },
  ],
  ["a broken connection", { reset: true }, MixpanelNetworkError, { retryable: true }],
];

const REFUSED: readonly Failure[] = [
  ["400", { status: 400, body: { error: "bad" } }, MixpanelValidationError, { status: 400, retryable: false }],
  ["413", { status: 413, body: { error: "too large" } }, MixpanelTooLargeError, { status: 413 }],
];

const UNUSABLE: readonly Failure[] = [
  ["200 with a web page", { body: web }, MixpanelResponseError, { status: 200 }],
  ["200 with half a JSON text", { body: '{"results": [' }, MixpanelResponseError, { status: 200 }],
];

/** T3: a 200 that is not the operation's own answer acknowledges nothing, and is no result either. */
const NO_ANSWER = ["", "null", '"hello"', "true"].map(
  (body): Failure => [`200 with ${body === "" ? "no byte" : body}`, { body }, MixpanelResponseError, { status: 200 }],
);
const NO_ACKNOWLEDGEMENT = ["{}", "[]", '{"success": false}'].map(
  (body): Failure => [`200 with ${body}`, { body }, MixpanelResponseError, { status: 200 }],
);

const HIDDEN: readonly Failure[] = [
  [
    "200 with an error",
    { body: { error: "went wrong" } },
    MixpanelValidationError,
    { message: expect.stringContaining("went wrong") },
  ],
  [
    "200 with the status error",
    { body: { status: "error", error: "went wrong" } },
    MixpanelValidationError,
    { message: expect.stringContaining("went wrong") },
  ],
];

const NOTHING_TAKEN: readonly Failure[] = [
  ["200 with 0", { body: "0" }, MixpanelValidationError, { message: expect.stringContaining("no record was valid") }],
  [
    "200 with status 0",
    { body: { status: 0, error: "token, missing" } },
    MixpanelValidationError,
    { message: expect.stringContaining("token, missing") },
  ],
];

/** A record that cannot be sent is a refused record, whatever the status. */
const RECORD_REFUSED: readonly Failure[] = [
  [
    "400",
    { status: 400, body: { error: "bad" } },
    MixpanelValidationError,
    { failedRecords: [{ index: 0, message: expect.stringContaining("bad") }] },
  ],
  [
    "413",
    { status: 413, body: { error: "too large" } },
    MixpanelValidationError,
    { failedRecords: [{ index: 0, message: expect.stringContaining("too large") }] },
  ],
];

const FAMILIES = {
  /** Answers JSON. */
  json: [...REFUSED, ...UNUSABLE, ...NO_ANSWER, ...HIDDEN],
  /** Answers with the app API's envelope. */
  app: [...REFUSED, ...UNUSABLE, ...NO_ANSWER, ...HIDDEN],
  /** Answers that all was replaced. */
  replaced: [...REFUSED, ...UNUSABLE, ...NO_ANSWER, ...NO_ACKNOWLEDGEMENT, ...HIDDEN],
  /** Answers with its status, and perhaps nothing else. */
  status: [...REFUSED, ...UNUSABLE, ...HIDDEN],
  /** Answers `1` or `0`. */
  accepted: [...REFUSED, ...UNUSABLE, ...NO_ANSWER, ...NO_ACKNOWLEDGEMENT, ...HIDDEN, ...NOTHING_TAKEN],
  /** Sends records in batches, and is answered `1` or `0`. */
  records: [...RECORD_REFUSED, ...UNUSABLE, ...NO_ANSWER, ...NO_ACKNOWLEDGEMENT, ...HIDDEN, ...NOTHING_TAKEN],
  /** Sends records in batches, and is answered with counts. */
  import: [...RECORD_REFUSED, ...UNUSABLE, ...NO_ANSWER, ...NO_ACKNOWLEDGEMENT, ...HIDDEN],
  /** Reads JSON lines. */
  lines: [...REFUSED, ...UNUSABLE.map(([what, reply, type]): Failure => [what, reply, type, {}])],
  /** Hands any answer on. */
  raw: [...REFUSED, ...HIDDEN],
};

export type FailureFamily = keyof typeof FAMILIES;

/** Tests that each way to fail is told apart, and that nothing is sent twice where nothing may be repeated. */
export function describeFailures(
  wire: { readonly current: Wire },
  {
    key,
    params,
    before = [],
    failures,
    connection = connections.full,
  }: {
    key: string;
    params: Record<string, unknown>;
    /** What is replied before the request that fails. */
    before?: readonly Reply[];
    failures: FailureFamily;
    connection?: Connection;
  },
): void {
  test.each([...COMMON, ...FAMILIES[failures]])("fails on %s", async (_what, reply, type, parts) => {
    wire.current.reply(...before, reply);
    const outcome = await runAction(key, { connection, params });
    const error = { error: undefined, ...outcome }.error;
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject(parts);
    expect(wire.current.requests).toHaveLength(before.length + 1);
  });
}
