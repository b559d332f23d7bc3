import type { Effect } from "../../../src/mixpanel/endpoint";
import { MixpanelNetworkError, MixpanelTimeoutError, MixpanelTooLargeError } from "../../../src/mixpanel/errors";
import { errorFromNetwork, outOfTime } from "../../../src/mixpanel/http/networkError";

const withCode = (code: string, message = "secret-in-message") => Object.assign(new Error(message), { code });
const from = (error: unknown, effect: Effect = "idempotentWrite", timedOutAfterMs?: number) =>
  errorFromNetwork({ operation: "importEvents", effect, host: "api.mixpanel.com", error, timedOutAfterMs });

const UNKNOWN = "It is not known whether Mixpanel processed the request.";

test.each([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])("%s means that nothing was sent", (code) => {
  const error = from(withCode(code));
  expect(error).toBeInstanceOf(MixpanelNetworkError);
  expect(error).toMatchObject({ code: "network_error", retryable: true, mayHaveLanded: false, status: undefined });
  expect(error.message).toBe(
    `importEvents: api.mixpanel.com could not be reached (${code}), so the request was not sent. Check the network, and the Custom API Host of the connection if it has one.`,
  );
});

test.each(["ECONNRESET", "EPIPE", "ETIMEDOUT"])("%s may have occurred after Mixpanel processed the request", (code) => {
  const error = from(withCode(code));
  expect(error).toBeInstanceOf(MixpanelNetworkError);
  expect(error).toMatchObject({ retryable: true, mayHaveLanded: true, operation: "importEvents" });
  expect(error.message).toBe(
    `importEvents: the connection to api.mixpanel.com was interrupted (${code}). ${UNKNOWN} Run it again, or check the network.`,
  );
});

test.each([
  ["HPE_INVALID_CONSTANT", "a response that is not valid HTTP"],
  ["HPE_HEADER_OVERFLOW", "a response with more than 16 KB of headers"],
])("B1: %s names what the host sent, and Mixpanel may have processed the request", (code, sent) => {
  const error = from(withCode(code));
  expect(error).toBeInstanceOf(MixpanelNetworkError);
  expect(error).toMatchObject({ retryable: true, mayHaveLanded: true });
  expect(error.message).toBe(
    `importEvents: api.mixpanel.com sent ${sent} (${code}). ${UNKNOWN} Run it again, or check the Custom API Host of the connection and any proxies in between.`,
  );
});

test("the error of a read does not warn that Mixpanel may have processed it", () => {
  expect(from(withCode("ECONNRESET"), "read").message).toBe(
    "importEvents: the connection to api.mixpanel.com was interrupted (ECONNRESET). Run it again, or check the network.",
  );
  expect(from(withCode("ERR_CANCELED"), "read", 100).message).not.toContain(UNKNOWN);
});

test("the error of a write that must not be repeated does not suggest a rerun", () => {
  const advice = `${UNKNOWN} Check in Mixpanel whether the change was made before you run it again.`;
  expect(from(withCode("ECONNRESET"), "write").message).toBe(
    `importEvents: the connection to api.mixpanel.com was interrupted (ECONNRESET). ${advice}`,
  );
  expect(from(withCode("ERR_CANCELED"), "write", 100).message).toContain(advice);
});

test("a call that the transport's timeout ended may have been processed", () => {
  const error = from(withCode("ERR_CANCELED"), "idempotentWrite", 1_500);
  expect(error).toBeInstanceOf(MixpanelTimeoutError);
  expect(error).toMatchObject({ code: "timeout", retryable: true, mayHaveLanded: true });
  expect(error.message).toBe(
    `importEvents: no response from api.mixpanel.com within 1.5 s. ${UNKNOWN} Run it again, or request less data at once.`,
  );
});

test.each([
  [true, "when the run was ended early"],
  [false, "when the time limit of the step was reached"],
])("B7: a call that the end of the step ended says so (ended early: %p)", (isInterrupted, when) => {
  const call = { operation: "importEvents", effect: "read", host: "api.mixpanel.com" } as const;
  const ended = { error: withCode("ERR_CANCELED"), timedOutAfterMs: 2_000, ofDeadline: true, isInterrupted };
  expect(errorFromNetwork({ ...call, ...ended })).toMatchObject({
    code: "timeout",
    ofDeadline: true,
    message: `importEvents: no response from api.mixpanel.com within 2 s, ${when}. Run it again, or request less data at once.`,
  });
});

test("B7: a request for which there is no time left is not sent", () => {
  expect(outOfTime("importEvents")).toMatchObject({
    code: "timeout",
    operation: "importEvents",
    mayHaveLanded: false,
    ofDeadline: true,
    message:
      "importEvents was not sent: the time limit of the step is reached. Request less data at once, or raise the Time Limit of the connection.",
  });
});

test("a connection timeout means that nothing was sent", () => {
  const error = from(withCode("ERR_CONNECT_TIMEOUT"));
  expect(error).toBeInstanceOf(MixpanelTimeoutError);
  expect(error).toMatchObject({ retryable: true, mayHaveLanded: false });
  expect(error.message).toBe(
    "importEvents: api.mixpanel.com did not accept a connection in time, so the request was not sent. Check the network, and the Custom API Host of the connection if it has one.",
  );
});

test("a response over the size limit is too large, and is not retried", () => {
  const error = from(withCode("ERR_BAD_RESPONSE", "maxContentLength size of 268435456 exceeded"), "read");
  expect(error).toBeInstanceOf(MixpanelTooLargeError);
  expect(error).toMatchObject({ code: "too_large", retryable: false, mayHaveLanded: true });
  expect(error.message).toBe(
    "importEvents: the response is too large for a step (more than 64 MB). Choose a shorter date range, add a filter, or lower the limit.",
  );
});

test.each([new Error("secret-in-message"), "secret-in-message", null, { code: 7 }])(
  "%p has no code, and counts as a broken connection",
  (thrown) => {
    const error = from(thrown);
    expect(error).toMatchObject({ code: "network_error", mayHaveLanded: true });
    expect(error.message).toBe(
      `importEvents: the connection to api.mixpanel.com was interrupted. ${UNKNOWN} Run it again, or check the network.`,
    );
    expect(error.cause).toEqual(new Error("no response"));
  },
);

test("the error's cause is only the code, because the HTTP client's error contains the request", () => {
  const { cause } = from(Object.assign(withCode("ECONNRESET"), { config: { headers: { Authorization: "Basic x" } } }));
  expect(cause).toEqual(new Error("ECONNRESET"));
  expect(Object.keys(Object(cause))).toEqual([]);
});
