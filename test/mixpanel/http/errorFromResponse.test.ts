import type { Auth } from "../../../src/mixpanel/credentials";
import {
  MixpanelAuthError,
  MixpanelPlanError,
  MixpanelRateLimitError,
  MixpanelResponseError,
  MixpanelServerError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../../../src/mixpanel/errors";
import { errorFromResponse } from "../../../src/mixpanel/http/errorFromResponse";
import { looksLikeHtml } from "../../../src/mixpanel/http/errorText";
import type { Residency } from "../../../src/mixpanel/residency";
import { START_MS } from "../../support/fakeTime";

const fail = (
  status: number,
  body = "",
  headers: Record<string, string> = {},
  more: { auth?: Auth; residency?: Residency } = {},
) =>
  errorFromResponse({
    operation: "queryThings",
    status,
    body,
    header: (name) => headers[name],
    now: START_MS,
    ...more,
  });

const AUTH_FIX =
  "Check the Username and Password of the connection, the project ID, that the service account is a member of that project with a role that allows this, and that the connection has the Data Residency of the project.";
const HOST_FIX = "Check the Data Residency and the Custom API Host of the connection.";
const INPUT_FIX = "Correct the inputs; the same request will fail again.";
const SERVER_FIX = "This is usually temporary. Run it again later, and check https://www.mixpanelstatus.com.";
const SIZE_FIX = "Send fewer or smaller records in one request.";

describe("each status is an error of its own class, and its message holds operation, status, the server's words and what to do", () => {
  const said = '{"error": "words of Mixpanel", "status": "error"}';
  test.each([
    [400, MixpanelValidationError, "validation_failed", false, false, "Mixpanel rejected the request", INPUT_FIX],
    [401, MixpanelAuthError, "authentication_failed", false, false, "Mixpanel rejected the credentials", AUTH_FIX],
    [
      402,
      MixpanelPlanError,
      "plan_does_not_include",
      false,
      false,
      "the project's plan does not include this API",
      "Ask the owner of the Mixpanel organization about the plan.",
    ],
    [403, MixpanelAuthError, "authentication_failed", false, false, "Mixpanel rejected the credentials", AUTH_FIX],
    [
      404,
      MixpanelResponseError,
      "unusable_response",
      false,
      false,
      "Mixpanel found nothing at this address",
      "Check the IDs and names in the inputs, the project ID and the data residency.",
    ],
    [
      405,
      MixpanelResponseError,
      "unusable_response",
      false,
      false,
      "the response does not come from Mixpanel's API",
      HOST_FIX,
    ],
    [
      408,
      MixpanelResponseError,
      "unusable_response",
      true,
      true,
      "the response does not come from Mixpanel's API",
      HOST_FIX,
    ],
    [409, MixpanelValidationError, "validation_failed", false, false, "Mixpanel rejected the request", INPUT_FIX],
    [413, MixpanelTooLargeError, "too_large", false, false, "the request is too large", SIZE_FIX],
    [422, MixpanelValidationError, "validation_failed", false, false, "Mixpanel rejected the request", INPUT_FIX],
    [
      429,
      MixpanelRateLimitError,
      "rate_limited",
      true,
      false,
      "Mixpanel's rate limit is reached: Mixpanel did not say which one",
      "Wait before running it again, or send fewer requests.",
    ],
    [499, MixpanelValidationError, "validation_failed", false, false, "Mixpanel rejected the request", INPUT_FIX],
    [500, MixpanelServerError, "server_error", true, true, "Mixpanel had an internal error", SERVER_FIX],
    [502, MixpanelServerError, "server_error", true, true, "Mixpanel had an internal error", SERVER_FIX],
    [503, MixpanelServerError, "server_error", true, true, "Mixpanel had an internal error", SERVER_FIX],
    [504, MixpanelServerError, "server_error", true, true, "Mixpanel had an internal error", SERVER_FIX],
    [
      302,
      MixpanelResponseError,
      "unusable_response",
      false,
      false,
      "the host responded with a redirect, which is not followed because the request contains credentials",
      HOST_FIX,
    ],
  ] as const)("%d", (status, errorClass, code, retryable, mayHaveLanded, happened, fix) => {
    const error = fail(status, said);
    expect(error.constructor).toBe(errorClass);
    expect(error.name).toBe(errorClass.name);
    expect(error).toMatchObject({ code, status, operation: "queryThings", retryable, mayHaveLanded });
    expect(error.message).toBe(`queryThings: ${happened} (${status}: words of Mixpanel). ${fix}`);
  });
});

describe("the server's words", () => {
  test.each([
    ["error of JSON", '{"error": "no such bookmark"}', "no such bookmark"],
    ["message of JSON", '{"message": "bad id", "status": "error"}', "bad id"],
    ["detail of JSON", '{"detail": "gone"}', "gone"],
    ["status of JSON where nothing else is", '{"code": 400, "status": "Bad Request"}', "Bad Request"],
    ["an object under error", '{"error": {"field": "name"}}', '{"field":"name"}'],
    ["plain text", "  Unable to authenticate \n", "Unable to authenticate"],
    ["JSON that is no object", '["no"]', '["no"]'],
    ["a web page", " <!DOCTYPE html><html><body>Bad Gateway</body></html>", "a web page"],
  ])("are %s", (_, body, words) => {
    expect(fail(400, body).message).toBe(`queryThings: Mixpanel rejected the request (400: ${words}). ${INPUT_FIX}`);
  });

  test("are cut at 300 characters", () => {
    expect(fail(400, "x".repeat(301)).message).toContain(`(400: ${"x".repeat(300)})`);
    expect(fail(400, JSON.stringify({ error: "x".repeat(301) })).message).toContain(`(400: ${"x".repeat(300)})`);
  });

  test("are left out where there are none", () => {
    expect(fail(500).message).toBe(`queryThings: Mixpanel had an internal error (500). ${SERVER_FIX}`);
  });
});

describe("429", () => {
  test("names the limit and the time of the next attempt", () => {
    const error = fail(429, '{"error": "61/60 queries running in the last hour"}', { "retry-after": "1800" });
    expect(error).toMatchObject({
      limit: "hourly",
      retryAfterMs: 1_800_000,
      retryAt: new Date("2024-01-15T12:30:00.000Z"),
    });
    expect(error.message).toBe(
      "queryThings: Mixpanel's rate limit is reached: the project's queries per hour (61 of 60) (429: 61/60 queries running in the last hour). Run it again after 2024-01-15T12:30:00.000Z, or send fewer requests.",
    );
  });

  test("with a wait that no calendar holds is Mixpanel did not say which one all the same", () => {
    expect(fail(429, "", { "retry-after": "9".repeat(40) })).toMatchObject({
      code: "rate_limited",
      retryAt: undefined,
    });
  });
});

test("a 503 error has the delay that the server asks for", () => {
  expect(fail(503, "", { "retry-after": "12" })).toMatchObject({ retryAfterMs: 12_000 });
  expect(fail(503)).toMatchObject({ retryAfterMs: undefined });
});

test("a 400 error of /import lists the rejected records and the number stored", () => {
  const body = JSON.stringify({
    code: 400,
    num_records_imported: 999,
    status: "Bad Request",
    failed_records: [{ index: 7, insert_id: "id-7", field: "properties.time", message: "is invalid" }],
  });
  expect(fail(400, body)).toMatchObject({
    imported: 999,
    failedRecords: [{ index: 7, insert_id: "id-7", field: "properties.time", message: "is invalid" }],
  });
});

test.each([
  ["<html>", true],
  ["\n <!doctype HTML>", true],
  ["<body class='x'>", true],
  ['<?xml version="1.0"?>\n<!DOCTYPE html>', true],
  ["<!-- 403 --> <!-- a proxy --><html>", true],
  ["<h1>403 Forbidden</h1>", true],
  ["<!-- no end", false],
  ["<xml/>", false],
  ["<htmlish>", false],
  ["", false],
  ['{"a": "<html>"}', false],
  ["1", false],
])("whether %j is a web page: %p", (body, page) => {
  expect(looksLikeHtml(body)).toBe(page);
});

test("a truncated rejection is retried, because Mixpanel may have stored the other records", () => {
  const error = fail(400, '{"code": 400, "failed_records": [{"index": 3, "mess');
  expect(error).toBeInstanceOf(MixpanelResponseError);
  expect(error).toMatchObject({ status: 400, retryable: true, mayHaveLanded: true });
});

test.each([422, 409, 418])(
  "B7: a truncated %d is a rejection, and is not retried: only a 400 lists records",
  (status) => {
    const error = fail(status, '{"code": 422, "failed_records": [{"index": 3, "mess');
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error).toMatchObject({ status, retryable: false, mayHaveLanded: false });
  },
);

test.each(["Bad Request", "", "<p>no", "bad [1", '"{'])(
  "B7: a 400 whose text is not the beginning of a list or an object is a rejection: %j",
  (body) => {
    expect(fail(400, body)).toBeInstanceOf(MixpanelValidationError);
  },
);

describe("T22: Mixpanel's own sentences decide over the status", () => {
  const says = (error: string) => JSON.stringify({ error, status: "error" });

  test.each([400, 401, 403])("a project of another cluster names the residency that was asked: %d", (status) => {
    const error = fail(status, says("invalid project id for cluster"), {}, { residency: "EU" });
    expect(error).toBeInstanceOf(MixpanelAuthError);
    expect(error.message).toContain("the project is not stored in the data residency that was called, EU");
    expect(error.message).toContain("Set the Data Residency of the connection");
  });

  test.each([says("to_date cannot be later than today"), "to_date cannot be later than today"])(
    "a To Date after today speaks of the time zone: %j",
    (body) => {
      const error = fail(400, body);
      expect(error).toBeInstanceOf(MixpanelValidationError);
      expect(error.message).toContain("in the time zone of the project");
    },
  );

  test.each([
    [400, "Unable to authenticate request"],
    [403, says("User is not a member of this project")],
  ])("%d with %j is of the credentials", (status, body) => {
    expect(fail(status, body)).toMatchObject({ code: "authentication_failed", status });
  });

  test("a range beyond the plan's history is not blamed on the credentials", () => {
    const error = fail(403, says("Date range exceeds 90 days into the past"));
    expect(error).toMatchObject({ code: "validation_failed", status: 403 });
    expect(error.message).toContain("Choose a later From Date");
  });

  test.each([401, 403])("a front end's web page with %d is not blamed on the credentials", (status) => {
    const error = fail(status, "<html><body>blocked</body></html>");
    expect(error).toMatchObject({ code: "authentication_failed", status, retryable: false, byFrontEnd: true });
    expect(error.message).toContain("The credentials are not the cause.");
  });

  test.each<[Auth, string, string]>([
    ["serviceAccount", "service account", "GDPR"],
    ["tokenAsUser", "Project Token", "service account"],
    ["tokenInBody", "Project Token", "service account"],
    ["gdprToken", "GDPR Token", "service account"],
  ])("refused credentials of %s: what was sent is to be checked, nothing else", (auth, named, other) => {
    const { message } = fail(401, says("no"), {}, { auth });
    expect(message).toContain(named);
    expect(message).not.toContain(other);
  });
});

test("T4: texts in failed_records stand in the error of a 400", () => {
  const words = "identity events are not allowed when project is using simplified identity management";
  const error = fail(400, JSON.stringify({ error: "some failed", failed_records: [words], num_records_imported: 0 }));
  expect(error).toMatchObject({ failedRecords: [], imported: 0 });
  expect(error.message).toContain(`(400: some failed: ${words})`);
});

test("a failure of Mixpanel says to check first if the call may have changed something", () => {
  const answer = { operation: "createServiceAccount", status: 500, body: "", header: () => undefined, now: 0 };
  expect(errorFromResponse({ ...answer, effect: "write" }).message).toContain(
    "Check in Mixpanel whether the change was made before you run it again later",
  );
});

describe("B7: the whole message", () => {
  const of = (...[status, body, headers, more]: Parameters<typeof fail>) => {
    const error = fail(status, body, headers, more);
    expect(error.message.startsWith("queryThings: ")).toBe(true);
    return error.message.slice("queryThings: ".length);
  };

  test.each([
    ["EU" as const, "the project is not stored in the data residency that was called, EU"],
    [undefined, "the project is not stored in the data residency that was called"],
  ])("of a project in another data residency than %s", (residency, happened) => {
    expect(of(400, "invalid project id for cluster", {}, { residency })).toBe(
      `${happened} (400: invalid project id for cluster). Set the Data Residency of the connection, or the region of the step, to that of the project: Project Settings > Overview.`,
    );
  });

  test.each(["Unable to authenticate request", "not a member of this project"])(
    "of credentials that Mixpanel rejects with %j",
    (said) => {
      expect(of(400, said)).toBe(`Mixpanel rejected the credentials (400: ${said}). ${AUTH_FIX}`);
    },
  );

  test("of a To Date that has not begun", () => {
    const said = "to_date cannot be later than today";
    expect(of(400, said)).toBe(
      `To Date is a day that has not yet begun in the project's time zone (400: ${said}). Mixpanel counts days in the time zone of the project (Project Settings > Overview), where it may still be yesterday. Choose an earlier To Date.`,
    );
  });

  test("of a From Date before the plan's history", () => {
    const said = "date range exceeds 90 days";
    expect(of(499, said)).toBe(
      `From Date is earlier than the project's plan allows (499: ${said}). Choose a later From Date, or ask the owner of the Mixpanel organization about the plan.`,
    );
  });

  test.each([
    [500, `Mixpanel had an internal error (500: date range exceeds 90 days). ${SERVER_FIX}`],
    [
      399,
      "the host responded with a redirect, which is not followed because the request contains credentials (399: date range exceeds 90 days). " +
        HOST_FIX,
    ],
  ])("of a %d is about its status, whatever its words", (status, expected) => {
    expect(of(status, "date range exceeds 90 days")).toBe(expected);
  });

  test("of a proxy's page", () => {
    expect(of(403, "<html>")).toBe(
      "a proxy or firewall blocked the request, so it did not reach Mixpanel's API (403: a web page). The credentials are not the cause. Check the Custom API Host of the connection and any proxies and firewalls in between, or run it again later.",
    );
  });

  test("of a truncated rejection", () => {
    expect(of(400, ' \n[{"index": 3, "mess')).toBe(
      "Mixpanel rejected some or all records, but its response was truncated before it said which (400). Run it again.",
    );
  });

  test.each([
    [299, "the response does not come from Mixpanel's API"],
    [300, "the host responded with a redirect, which is not followed because the request contains credentials"],
  ])("of a status that Mixpanel's API does not have: %d", (status, happened) => {
    expect(of(status)).toBe(`${happened} (${status}). ${HOST_FIX}`);
  });

  test("of rejected records that have no position: each reason, up to 300 characters", () => {
    const failed_records = ["no", { message: "x".repeat(300) }];
    expect(of(400, JSON.stringify({ error: "some failed", failed_records }))).toBe(
      `Mixpanel rejected the request (400: some failed: no; ${"x".repeat(296)}). ${INPUT_FIX}`,
    );
  });

  test.each([
    ["gdprToken" as const, true],
    ["serviceAccount" as const, false],
  ])("of a rate limit tells of the limits on privacy requests, if it was one: %s", (auth, tells) => {
    expect(of(429, "", {}, { auth })).toBe(
      `Mixpanel's rate limit is reached: Mixpanel did not say which one (429). Wait before running it again, or send fewer requests.${tells ? " Mixpanel takes one privacy request a second, and limits the data that unfinished retrievals and deletions of the project have to scan: if that is the cause, wait some hours until they have finished." : ""}`,
    );
  });

  test("of a GDPR Token that may have expired", () => {
    expect(of(401, "", {}, { auth: "gdprToken" })).toMatch(
      /^Mixpanel rejected the GDPR Token \(401\)\. Check the GDPR/,
    );
    expect(of(401, "<html>", {}, { auth: "gdprToken" })).toContain("The credentials are not the cause.");
    expect(of(401, "", {}, { auth: "tokenInBody" })).toMatch(/^Mixpanel rejected the credentials/);
  });
});

test.each([
  ["<html>", true],
  ["gone", false],
])("B7: a 404 with %j is of a proxy or firewall: %p", (body, byFrontEnd) => {
  expect(fail(404, body)).toMatchObject({ code: "unusable_response", byFrontEnd });
});

test("B7: the status of a rejection in words is kept", () => {
  expect(fail(400, '{"status": "Bad Request"}')).toMatchObject({ statusText: "Bad Request" });
});
