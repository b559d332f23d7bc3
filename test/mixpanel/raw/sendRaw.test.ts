import { MixpanelClient } from "../../../src/mixpanel/client";
import type { Method } from "../../../src/mixpanel/endpoint";
import { InputError } from "../../../src/mixpanel/errors";
import { rawUrl } from "../../../src/mixpanel/raw/rawUrl";
import { type RawRequest, sendRaw } from "../../../src/mixpanel/raw/sendRaw";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const credentials = { username: "user.1", password: "secret-1", gdprToken: "gdpr-1" };
const answering = (body: unknown = { ok: 1 }) => serve((response) => sendJson(response, body));

function send({ url }: LocalServer, path: string, changes: Partial<RawRequest> = {}) {
  const client = new MixpanelClient({ credentials, apiHost: url, transport: fakeTime().options });
  const target = { residency: client.residency, apiHost: url };
  return sendRaw(client, {
    operation: "rawRequest",
    method: "GET",
    url: rawUrl(target, undefined, path),
    responseType: "json",
    ...changes,
  });
}

test("T20: an integration ID in the headers overrides the connector's", async () => {
  const server = await serve((response) => sendJson(response, {}));
  await send(server, "/api/query/x", { headers: { "x-mixpanel-INTEGRATION-id": "acme-crm" } });
  expect(server.received[0]?.headers["x-mixpanel-integration-id"]).toBe("acme-crm");
});

test("adds query and headers to the address, and the connection's credentials", async () => {
  const server = await answering();
  const query = { list: ["a", "b"], object: { c: 1 }, none: undefined };
  const headers = { "X-Own": "1", Accept: "text/csv" };
  expect(await send(server, "/api/query/x?first=1", { query, headers })).toEqual({ ok: 1 });
  const [request] = server.received;
  expect(request?.url).toBe("/api/query/x?first=1&list=a&list=b&object=%7B%22c%22%3A1%7D");
  expect(request?.headers).toMatchObject({
    "x-own": "1",
    accept: "text/csv",
    authorization: `Basic ${Buffer.from("user.1:secret-1").toString("base64")}`,
  });
});

test("the content type follows from the body, unless the builder sets it", async () => {
  const server = await answering();
  const body = { body: "[]", contentType: "application/json" };
  await send(server, "/import", { method: "POST", body });
  await send(server, "/import", { method: "POST", body, headers: { "content-TYPE": "application/x-ndjson" } });
  expect(server.received.map(({ headers }) => headers["content-type"])).toEqual([
    "application/json",
    "application/x-ndjson",
  ]);
});

test("requests to /track have no Authorization header, and those to the privacy API have the GDPR token", async () => {
  const server = await answering();
  await send(server, "/track");
  await send(server, "/api/app/data-retrievals/v3.0");
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer gdpr-1"]);
});

test.each([
  "Authorization",
  "AUTHORIZATION ",
  "Cookie",
  "Host",
  "Connection",
  "Content-Length",
  "Transfer-Encoding",
  "Proxy-Authorization",
])("the header %s cannot be overridden", async (name) => {
  const server = await answering();
  const error = await failureOf(send(server, "/api/app/me", { headers: { [name]: "x" } }));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(`Header: got ${name.trim()}, which the connector sets itself`);
  expect(server.received).toEqual([]);
});

test.each([
  ["X Own", "1"],
  ["X-Own:", "1"],
  ["", "1"],
  ["X-Own", "a\r\nX-Injected: 1"],
  ["X-Own", "a\nb"],
  ["X-Own", "a\u0000b"],
  ["X-Own", "日本"],
])("the header %j: %j cannot be sent", async (name, value) => {
  const server = await answering();
  const error = await failureOf(send(server, "/api/app/me", { headers: { [name]: value } }));
  expect(error.message).toBe(
    "Header: got a header with characters that HTTP does not allow, expected a name of letters, digits and hyphens, and a value of one line.",
  );
  expect(server.received).toEqual([]);
});

test.each(["/api/query/engage", "/api/query/jql", "/api/query/cohorts/list", "/api/2.0/engage/", "/api/2.0/jql"])(
  "T17: a POST to %s only reads, and is retried like a GET",
  async (path) => {
    const server = await serve((response, _request, number) => sendJson(response, {}, number === 1 ? 503 : 200));
    expect(await send(server, path, { method: "POST" })).toEqual({});
    expect(server.received).toHaveLength(2);
  },
);

test("T17: an event property with the name error is not an error", async () => {
  const server = await answering({ error: { count: 1 } });
  expect(await send(server, "/api/query/events/properties/top")).toEqual({ error: { count: 1 } });
});

test.each([
  ["GET", "/api/app/x", 200, false],
  ["POST", "/api/query/jql", 200, false],
  ["GET", "/api/app/x", 204, true],
  ["HEAD", "/api/app/x", 200, true],
  ["POST", "/api/app/x", 200, true],
  ["GET", "/api/2.0/export", 200, true],
] as const)("T3: an empty response to %s %s with %d is a success: %p", async (method, path, status, isSuccess) => {
  const server = await serve((response) => response.writeHead(status).end());
  const retry = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };
  const outcome = await send(server, path, { method, retry, responseType: "text" }).catch(({ code }) => code);
  expect(outcome).toBe(isSuccess ? "" : "unusable_response");
});

test.each([
  ["GET", 2],
  ["HEAD", 2],
  ["OPTIONS", 2],
  ["PUT", 2],
  ["DELETE", 2],
  ["POST", 1],
  ["PATCH", 1],
] as [Method, number][])("%s is sent %d times if the connection breaks", async (method, times) => {
  const server = await serve((response, _request, number) => (number === 1 ? response.destroy() : response.end("x")));
  await send(server, "/api/app/x", { method, responseType: "text" }).catch(() => {});
  expect(server.received.map((request) => request.method)).toEqual(Array.from({ length: times }, () => method));
});

test("a POST is retried after every failed response if the builder asks for it", async () => {
  const server = await serve((response, _request, number) => sendJson(response, {}, number === 1 ? 500 : 200));
  const retry = { maxRetries: 1, maxWaitMs: 10, maxTotalWaitMs: 10, fixedDelayMs: 10, allErrors: true };
  expect(await send(server, "/api/app/x", { method: "POST", retry })).toEqual({});
  expect(server.received).toHaveLength(2);
});

test.each([
  ["json", { ok: 1 }],
  ["text", '{"ok":1}'],
  ["document", '{"ok":1}'],
  ["arraybuffer", Buffer.from('{"ok":1}')],
] as const)("returns the body as %s", async (responseType, value) => {
  expect(await send(await answering(), "/api/app/x", { responseType })).toEqual(value);
});

test("detects a failure in a response with status 200, and shows no credentials in the error", async () => {
  const server = await answering({ status: "error", error: "no secret-1" });
  const error = await failureOf(send(server, "/api/app/x"));
  expect(error).toMatchObject({ code: "validation_failed", operation: "rawRequest" });
  expect(error.message).toContain("Mixpanel responded with an error (status 200): no [redacted].");
});

test("a 0 is a failure on /track and a value on /api", async () => {
  const server = await answering(0);
  expect((await failureOf(send(server, "/track", { method: "POST" }))).code).toBe("validation_failed");
  expect(await send(server, "/api/app/count")).toBe(0);
});
