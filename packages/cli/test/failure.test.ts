import fc from "fast-check";
import * as errors from "../../../src/mixpanel/errors";
import { MixpanelConnectionError } from "../../../src/platform/connectionError";
import { failureOf } from "../src/failure";
import { UnreachableHostError } from "../src/reachable";
import { UsageError } from "../src/usage";

const SECRET = "sentinel-secret-7f3a";
const NOW = Date.UTC(2026, 0, 1);
const ALLOWED = ["name", "code", "message", "status", "operation", "retryable", "retry_at", "retry_after_ms"];

type Class = new (details: never) => Error;

const isErrorClass = (value: unknown): value is Class =>
  typeof value === "function" && value.prototype instanceof errors.MixpanelError;

const CLASSES = Object.values(errors).filter(isErrorClass);
const details = {
  operation: "importEvents",
  status: 503,
  message: "it failed",
  cause: new Error(SECRET),
  input: "Events",
  got: "a",
  expected: "b",
};
const connection = { key: "mixpanel", configVarKey: "", fields: { password: SECRET } };

const instances: [name: string, make: () => Error][] = [
  ...CLASSES.map((each): [string, () => Error] => [each.name, () => Reflect.construct(each, [details])]),
  ["MixpanelConnectionError", () => new MixpanelConnectionError(connection, "The secret is wrong.")],
  ["UsageError", () => new UsageError("wrong")],
  ["UnreachableHostError", () => new UnreachableHostError("ENOTFOUND", "not there")],
  ["TypeError", () => new TypeError("fault")],
];

test("F1: every error class of the client is looked at", () => {
  expect(CLASSES.map(({ name }) => name).sort()).toEqual(
    Object.keys(errors)
      .filter((name) => name.endsWith("Error") && name !== "MixpanelError")
      .sort(),
  );
});

test.each(instances)(
  "F1: a failure of %s shows nothing but the allowed keys, whatever else hangs on it",
  (name, make) => {
    const extra = fc.dictionary(
      fc.string().filter((key) => !["message", "stack", "name", "__proto__", ...ALLOWED].includes(key)),
      fc.constantFrom<unknown>(SECRET, { headers: { authorization: SECRET } }, [SECRET]),
    );
    const hostile = fc.record(
      { code: fc.constantFrom<unknown>({ secret: SECRET }, 7), retryAt: fc.constantFrom<unknown>(SECRET, {}) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(extra, hostile, (added, wrong) => {
        const error = make();
        for (const [key, value] of Object.entries({ ...added, ...wrong }))
          Object.defineProperty(error, key, { value, enumerable: true, configurable: true });
        const failure = failureOf(error, NOW);
        expect(Object.keys(failure).filter((key) => !ALLOWED.includes(key))).toEqual([]);
        expect(JSON.stringify(failure)).not.toContain(SECRET);
        expect(failure.name).toBe(name);
      }),
    );
  },
);

test("F1: a rate limit says when to try again, in both forms", () => {
  const retryAt = new Date(NOW + 90_000);
  const error = new errors.MixpanelRateLimitError({
    operation: "queryInsights",
    status: 429,
    message: "limit",
    limit: "hourly",
    retryAt,
    retryAfterMs: 90_000,
  });
  expect(failureOf(error, NOW)).toEqual({
    name: "MixpanelRateLimitError",
    code: "rate_limited",
    message: "limit",
    status: 429,
    operation: "queryInsights",
    retryable: true,
    retry_at: "2026-01-01T00:01:30.000Z",
    retry_after_ms: 90_000,
  });
});

test.each([
  [{ retryAt: new Date(NOW + 5_000) }, { retry_at: "2026-01-01T00:00:05.000Z", retry_after_ms: 5_000 }],
  [{ retryAfterMs: 5_000 }, { retry_at: "2026-01-01T00:00:05.000Z", retry_after_ms: 5_000 }],
  [{ retryAfterMs: Number.NaN }, {}],
  [{ retryAt: new Date(Number.NaN) }, {}],
  [{ retryAfterMs: Number.MAX_VALUE }, { retry_after_ms: Number.MAX_VALUE }],
])("F1: of %j, what is known is told", (known, told) => {
  const { name: _, message: __, ...rest } = failureOf(Object.assign(new Error("x"), known), NOW);
  expect(rest).toEqual(told);
});
