import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { type ClientOptions, MixpanelClient } from "../../src/mixpanel/client";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import { testConnection } from "../../src/mixpanel/endpoints/account";
import { importEvents } from "../../src/mixpanel/endpoints/events";
import { getPipeline } from "../../src/mixpanel/endpoints/pipelines";
import { queryProfiles } from "../../src/mixpanel/endpoints/profiles";
import { customJQLQuery, listSavedFunnels } from "../../src/mixpanel/endpoints/queries";
import { MixpanelAuthError } from "../../src/mixpanel/errors";
import { failureOf } from "../support/failure";
import { fakeTime, START_MS } from "../support/fakeTime";
import { closeServers, type LocalServer, sendJson, serve } from "../support/localServer";

afterEach(closeServers);

const credentials = { username: "user.1", password: "secret-1", projectToken: "token-1" };
const clientOf = ({ url }: LocalServer, options: Partial<ClientOptions> = {}) =>
  new MixpanelClient({
    credentials,
    projectId: "12",
    apiHost: `${url}/{host}`,
    transport: fakeTime().options,
    ...options,
  });
const answering = (body: unknown = []) => serve((response) => sendJson(response, body));

test("a call goes to its host of the residency, with credentials, user agent and what it accepts", async () => {
  const server = await answering();
  await clientOf(server, { residency: "EU" }).call(listSavedFunnels, {});
  const [request] = server.received;
  expect(`${request?.method} ${request?.url}`).toBe("GET /eu.mixpanel.com/api/query/funnels/list?project_id=12");
  expect(request?.headers).toMatchObject({
    accept: "application/json",
    "user-agent": "mixpanel-connector",
    "x-mixpanel-integration-id": "prismatic-mixpanel-connector",
    authorization: `Basic ${Buffer.from("user.1:secret-1").toString("base64")}`,
  });
  expect(request?.headers["content-type"]).toBeUndefined();
});

test.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
  "R5: a %s without a body says no content type",
  async (method) => {
    const server = await answering();
    await clientOf(server).call({ ...listSavedFunnels, method }, {});
    const [request] = server.received;
    expect(request?.method).toBe(method);
    expect(request?.headers["content-type"]).toBeUndefined();
    expect(request?.body.length).toBe(0);
  },
);

test("form fields are the body, and query parameters the query", async () => {
  const server = await answering();
  await clientOf(server).call(customJQLQuery, { script: "a && b", params: { n: 1 }, workspace_id: "7" });
  const [request] = server.received;
  expect(`${request?.method} ${request?.url}`).toBe("POST /mixpanel.com/api/query/jql?workspace_id=7&project_id=12");
  expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(request?.body.toString("utf8")).toBe("script=a+%26%26+b&params=%7B%22n%22%3A1%7D");
});

test("H3: JSON fields are the body, under their content type", async () => {
  const server = await answering();
  const { form: _, query: __, ...bare } = customJQLQuery;
  const row = { ...bare, json: ["script", "params"] } as const satisfies Endpoint;
  await clientOf(server).call(row, { script: "a", params: { n: [1, null] } });
  const [request] = server.received;
  expect(request?.headers["content-type"]).toBe("application/json");
  expect(request?.body.toString("utf8")).toBe('{"script":"a","params":{"n":[1,null]}}');
});

test("a data group ID beyond a number's precision arrives digit by digit", async () => {
  const server = await answering({ results: [] });
  await clientOf(server).call(queryProfiles, { data_group_id: "-9223372036854775808" });
  expect(server.received[0]?.body.toString("utf8")).toBe("data_group_id=-9223372036854775808");
});

describe("project and workspace", () => {
  test("are the call's own where it names them", async () => {
    const server = await answering();
    await clientOf(server, { workspaceId: "5" }).call(listSavedFunnels, { project_id: "99", workspace_id: "6" });
    expect(server.received[0]?.url).toBe("/mixpanel.com/api/query/funnels/list?project_id=99&workspace_id=6");
  });

  test("are the connection's where it does not, and only where the row knows them", async () => {
    const server = await answering([]);
    const client = clientOf(server, { workspaceId: "5" });
    await client.call(listSavedFunnels, { project_id: undefined });
    await client.call(getPipeline, { name: "p", status: ["a", "b"] });
    await client.call({ ...testConnection, holds: "list" }, {});
    expect(server.received.map(({ url }) => url)).toEqual([
      "/mixpanel.com/api/query/funnels/list?project_id=12&workspace_id=5",
      "/data.mixpanel.com/api/2.0/nessie/pipeline/status?name=p&status=a&status=b&project_id=12",
      "/mixpanel.com/api/app/me",
    ]);
  });

  test("a service account without a project sends nothing, and the message names the inputs", async () => {
    const server = await answering();
    const error = await failureOf(clientOf(server, { projectId: undefined }).call(listSavedFunnels, {}));
    expect(error).toBeInstanceOf(MixpanelAuthError);
    expect(error).toMatchObject({ operation: "listSavedFunnels", status: undefined });
    expect(error.message).toBe(
      "listSavedFunnels was not sent: the project ID is missing. Fill in the Project ID of the step or the Default Project ID of the connection, because a service account can have several projects. Find the ID in Mixpanel under Project Settings > Overview.",
    );
    expect(server.received).toEqual([]);
  });

  const resource = {
    operation: "listThings",
    host: "query",
    method: "GET",
    path: "/api/app/organizations/{organizationId}/workspaces/{workspaceId}/things",
    auth: "serviceAccount",
    effect: "read",
    response: "json",
    docs: "https://developer.mixpanel.com/reference/overview",
  } as const satisfies Endpoint;

  test("H3: the connection's organization and workspace stand in a path, unless the call names others", async () => {
    const server = await answering();
    const client = clientOf(server, { organizationId: "3", workspaceId: "4" });
    await client.call(resource, {});
    await client.call(resource, { organization_id: "5", workspace_id: "6" });
    expect(server.received.map(({ url }) => url)).toEqual([
      "/mixpanel.com/api/app/organizations/3/workspaces/4/things",
      "/mixpanel.com/api/app/organizations/5/workspaces/6/things",
    ]);
  });

  test.each([
    ["Workspace ID", { organizationId: "3" }],
    ["Organization ID", { workspaceId: "4" }],
  ])("H3: a path without its %s is not sent, and the message names input and connection field", async (label, ids) => {
    const server = await answering();
    const error = await failureOf(clientOf(server, ids).call(resource, {}));
    expect(error).toMatchObject({ code: "invalid_input", input: label });
    expect(error.message).toBe(
      `${label}: got nothing, expected a number such as 1234567. Fill in the ${label} of the step, or the Default ${label} of the connection.`,
    );
    expect(server.received).toEqual([]);
  });

  test("a project token names its project itself", async () => {
    const server = await answering({ code: 200, num_records_imported: 0 });
    const client = clientOf(server, { projectId: undefined });
    await client.call(importEvents, { strict: "1" }, { auth: "tokenAsUser", body: "[]" });
    expect(server.received[0]?.url).toBe("/api.mixpanel.com/import?strict=1");
  });
});

test("credentials that the connection lacks are missed before anything is sent", async () => {
  const server = await answering();
  const error = await failureOf(clientOf(server, { credentials: {} }).call(listSavedFunnels, {}));
  expect(error.message).toContain("listSavedFunnels was not sent: the connection has no Username and Password");
  expect(server.received).toEqual([]);
});

test.each([
  ["T20: calls bear the integration ID", "acme-crm", "acme-crm"],
  ["T20: calls name the connector where there is no integration ID", undefined, "prismatic-mixpanel-connector"],
])("%s", async (_title, integrationId, sent) => {
  const server = await answering();
  await clientOf(server, { integrationId }).call(listSavedFunnels, {});
  expect(server.received[0]?.headers["x-mixpanel-integration-id"]).toBe(sent);
});

test("inResidency is the same client for another residency", async () => {
  const server = await answering();
  const client = clientOf(server);
  expect(client.inResidency("US")).toBe(client);
  expect(client.inResidency(undefined)).toBe(client);
  await client.inResidency("IN").call(listSavedFunnels, {});
  expect(server.received[0]?.url).toBe("/in.mixpanel.com/api/query/funnels/list?project_id=12");
});

describe("an answer", () => {
  test("is its JSON", async () => {
    expect(await clientOf(await answering([{ funnel_id: 1 }])).call(listSavedFunnels, {})).toEqual([{ funnel_id: 1 }]);
  });

  test("that is not complete JSON is asked for again: a read", async () => {
    const server = await serve((response, _request, number) => response.end(number === 1 ? '[{"funnel' : "[]"));
    expect(await clientOf(server).call(listSavedFunnels, {})).toEqual([]);
    expect(server.received).toHaveLength(2);
  });

  test("whose compressed bytes are cut is never half an answer", async () => {
    const cut = gzipSync(JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n })))).subarray(0, 500);
    const server = await serve((response) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(cut));
    expect(await failureOf(clientOf(server).call(listSavedFunnels, {}))).toMatchObject({ code: "unusable_response" });
  });

  test.each([401, 400, 500])("of %d that echoes the credentials has them taken out", async (status) => {
    const authorization = `Basic ${Buffer.from("user.1:secret-1").toString("base64")}`;
    const echo = `user.1 secret-1 token-1 ${authorization}`;
    const server = await serve((response) => sendJson(response, { error: echo }, status));
    const error = await failureOf(clientOf(server).call(listSavedFunnels, {}));
    expect(error.message).toContain("[redacted] [redacted] [redacted] Basic [redacted]");
    const everything = JSON.stringify([error, error.message, error.stack, String(error.cause)]);
    expect(everything).not.toMatch(/user\.1|secret-1|token-1|dXNlci4x/);
  });

  test("B7: has them taken out also if options of the transport are undefined", async () => {
    const server = await serve((response) => sendJson(response, { error: "secret-1" }, 400));
    const transport = { redact: undefined, deadline: undefined, retry: undefined };
    const error = await failureOf(clientOf(server, { transport }).call(listSavedFunnels, {}));
    expect(error.message).toContain("(400: [redacted])");
  });

  test("that never comes leaves no credentials in the error", async () => {
    const server = await serve((response) => response.destroy());
    const error = await failureOf(clientOf(server).call(listSavedFunnels, {}));
    const inspected = inspect(error, { depth: 10, showHidden: true });
    expect(inspected).not.toMatch(/user\.1|secret-1|token-1|dXNlci4x/);
  });
});

test("H7: a client that ends sooner keeps the earlier of both deadlines", () => {
  const { options } = fakeTime();
  const { now = Date.now } = options;
  const client = new MixpanelClient({ credentials, transport: { ...options, deadline: now() + 500 } });
  expect([client.endingIn(200), client.endingIn(900), client].map(({ transport }) => transport.leftMs())).toEqual([
    200, 500, 500,
  ]);
  expect(new MixpanelClient({ credentials }).endingIn(Number.POSITIVE_INFINITY).transport.leftMs()).toBe(
    Number.POSITIVE_INFINITY,
  );
});

describe("R8: the hour's queries", () => {
  const hour = { "RateLimit-Policy": '"query";q=60;w=3600', RateLimit: '"query";r=12;t=60' };
  const refusal = "1/5 queries running concurrently and 61/60 queries running in the last hour";

  test("a client knows what the last response said, until they come back", async () => {
    const time = fakeTime();
    const server = await serve((response) => {
      for (const [name, value] of Object.entries(hour)) response.setHeader(name, value);
      sendJson(response, []);
    });
    const client = clientOf(server, { transport: time.options });
    expect(client.rateLimit).toBeNull();
    await client.call(listSavedFunnels, {});
    expect(client.rateLimit).toEqual({ allowed: 60, remaining: 12, resets_at: "2024-01-15T12:01:00.000Z" });
    await time.options.sleep?.(60_000);
    expect(client.rateLimit).toBeNull();
  });

  /** Refuses the first call until ten minutes later. */
  const refusing = (status = 429) =>
    serve((response, _, number) => {
      if (number > 1) return sendJson(response, []);
      response.statusCode = status;
      response.setHeader("Retry-After", "600");
      return response.end(refusal);
    });

  test("a step fails at once by default, and knows that none are left", async () => {
    const server = await refusing();
    const client = clientOf(server);
    expect(await failureOf(client.call(listSavedFunnels, {}))).toMatchObject({ code: "rate_limited", limit: "hourly" });
    expect(client.rateLimit).toMatchObject({ allowed: 60, remaining: 0 });
    expect(server.received).toHaveLength(1);
  });

  test("a step waits for the next slot where it is asked to", async () => {
    const time = fakeTime();
    const server = await refusing();
    await clientOf(server, { transport: time.options }).waitingForLimits().call(listSavedFunnels, {});
    expect(time.waits).toEqual([600_000]);
    expect(server.received).toHaveLength(2);
  });

  test("a step never waits beyond its deadline", async () => {
    const time = fakeTime();
    const server = await refusing();
    const transport = { ...time.options, deadline: START_MS + 599_000 };
    const client = clientOf(server, { transport }).waitingForLimits();
    expect(await failureOf(client.call(listSavedFunnels, {}))).toMatchObject({ code: "rate_limited" });
    expect(time.waits).toEqual([]);
  });
});
