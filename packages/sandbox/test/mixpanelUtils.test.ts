/**
 * The requests of Mixpanel's own `mixpanel-utils` (Python), as its source builds them: method, host, path, query, form and headers.
 * https://github.com/mixpanel/mixpanel-utils
 */

import { request as httpRequest } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { basic, groupOf, NOW_SECONDS, profileOf, SERVICE_ACCOUNT, startStill, storedIn } from "./ingestionClient";

/** One of Mixpanel's hosts of the US, as the library addresses them. */
type Host = "api.mixpanel.com" | "data.mixpanel.com" | "mixpanel.com";

interface Call {
  method: "GET" | "POST";
  host: Host;
  /** Path and query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

interface Reply {
  status: number;
  encoding: string | undefined;
  bytes: Buffer;
}

const PROJECT_SECRET = basic("sandbox-project-secret");
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Sends a request under the Host header of Mixpanel. Python's urllib asks for an uncompressed response and closes the connection. */
function call({ method, host, path, headers = {}, body }: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        port: sandbox.port,
        method,
        path,
        headers: {
          Host: host,
          "User-Agent": "Python-urllib/3.12",
          "Accept-Encoding": "identity",
          Connection: "close",
          Authorization: SERVICE_ACCOUNT,
          ...headers,
          ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            encoding: response.headers["content-encoding"],
            bytes: Buffer.concat(chunks),
          }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The JSON of a response that is a success. */
async function read(request: Call): Promise<unknown> {
  const { status, bytes } = await call(request);
  const text = bytes.toString("utf8");
  expect([status, text]).toEqual([200, expect.anything()]);
  return JSON.parse(text);
}

const query = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** Profile updates as the library sends them: a form with Base64, the project ID beside it. */
function engage(records: readonly unknown[]): Call {
  const body = query({ data: base64(records), project_id: "1" });
  return { method: "POST", host: "api.mixpanel.com", path: "/engage?verbose=1", headers: FORM, body };
}

function update(operation: string, value: unknown, distinctId: string) {
  return {
    $ignore_time: true,
    $ip: 0,
    $ignore_alias: false,
    $token: "sandbox-token",
    [operation]: value,
    $distinct_id: distinctId,
  };
}

function jql(script: string, params: unknown, more: Record<string, string> = {}): Call {
  const body = query({ script, format: "json", params: JSON.stringify(params), project_id: "1", ...more });
  return { method: "POST", host: "mixpanel.com", path: "/api/2.0/jql", headers: FORM, body };
}

const engagePage = (parameters: Record<string, string> = {}): Call => ({
  method: "GET",
  host: "mixpanel.com",
  path: `/api/2.0/engage?${query({ ...parameters, project_id: "1" })}`,
});

const event = (insertId: string, plan = "pro") => ({
  event: "Sign Up",
  properties: {
    time: NOW_SECONDS - 600,
    distinct_id: "user-1",
    $insert_id: insertId,
    plan,
    token: "sandbox-token",
  },
});

const importCall = (path: string, headers: Record<string, string>, body: string | Buffer): Call => ({
  method: "POST",
  host: "api.mixpanel.com",
  path,
  headers: { "Content-Type": "application/json", ...headers },
  body,
});

describe("B5: importing", () => {
  test.each([
    ["a service account", "/import?strict=1&project_id=1", SERVICE_ACCOUNT],
    ["the project secret", "/import?strict=1", PROJECT_SECRET],
    ["a service account, without validation", "/import?project_id=1", SERVICE_ACCOUNT],
  ])("events are imported with %s", async (_who, path, authorization) => {
    const answer = await read(
      importCall(path, { Authorization: authorization }, JSON.stringify([event("a"), event("b")])),
    );
    expect(answer).toEqual({ code: 200, num_records_imported: 2, status: "OK" });
    expect(storedIn(sandbox)).toHaveLength(2);
  });

  test("the streaming part imports gzip with a JSON response asked for", async () => {
    const answer = await read(
      importCall(
        "/import?ip=0&verbose=1&strict=1&project_id=1",
        { "Content-Encoding": "gzip", Accept: "application/json" },
        gzipSync(JSON.stringify([event("a")])),
      ),
    );
    expect(answer).toMatchObject({ num_records_imported: 1, status: "OK" });
  });

  test("profile updates apply in order", async () => {
    const updates: [string, unknown, Record<string, unknown> | undefined][] = [
      [
        "$set",
        { plan: "free", visits: 1, tags: ["a"], old: true },
        { plan: "free", visits: 1, tags: ["a"], old: true },
      ],
      ["$set_once", { plan: "pro", first: "web" }, { plan: "free", visits: 1, tags: ["a"], old: true, first: "web" }],
      ["$add", { visits: 2 }, { plan: "free", visits: 3, tags: ["a"], old: true, first: "web" }],
      ["$append", { tags: "b" }, { plan: "free", visits: 3, tags: ["a", "b"], old: true, first: "web" }],
      ["$union", { tags: ["b", "c"] }, { plan: "free", visits: 3, tags: ["a", "b", "c"], old: true, first: "web" }],
      ["$remove", { tags: "a" }, { plan: "free", visits: 3, tags: ["b", "c"], old: true, first: "web" }],
      ["$unset", ["old"], { plan: "free", visits: 3, tags: ["b", "c"], first: "web" }],
      ["$delete", "", undefined],
    ];
    for (const [operation, value, expected] of updates) {
      expect(await read(engage([update(operation, value, "user-1")]))).toEqual({ status: 1, error: null });
      expect(profileOf(sandbox, "user-1")).toEqual(expected);
    }
  });

  test("the streaming part updates profiles and groups by JSON, and deletes them by a text", async () => {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const path = "/groups?ip=0&verbose=1&strict=1&project_id=1";
    const group = { $token: "sandbox-token", $group_key: "company", $group_id: "Acme" };
    const send = (body: unknown): Call => ({
      method: "POST",
      host: "api.mixpanel.com",
      path,
      headers,
      body: JSON.stringify([body]),
    });
    expect(await read(send({ ...group, $set: { seats: 5 } }))).toEqual({ status: 1, error: null });
    expect(groupOf(sandbox, "company", "Acme")).toMatchObject({ seats: 5 });
    await read(send({ ...group, $delete: "null" }));
    expect(groupOf(sandbox, "company", "Acme")).toBeUndefined();
  });
});

describe("B5: reading profiles", () => {
  beforeEach(async () => {
    const all = Array.from({ length: 1100 }, (_, index) => update("$set", { index, $email: "a@b.c" }, `user-${index}`));
    await read(engage(all));
  });

  const page = expect.objectContaining({ page_size: 1000, session_id: expect.any(String), total: 1100 });

  test.each<[string, Record<string, string>, number]>([
    ["without parameters", {}, 1100],
    ["by a condition", { where: '(boolean(properties["$email"]) == true)' }, 1100],
    ["by a condition under its older name", { selector: '(defined (properties["index"]))' }, 1100],
    ["by an older condition that not all meet", { selector: 'properties["index"] < 3' }, 3],
  ])("pages are read by GET at the older path, %s", async (_how, parameters, total) => {
    const first = await read(engagePage(parameters));
    expect(first).toMatchObject({ page: 0, total });
  });

  test("later pages take their session from the query and cost no quota", async () => {
    const first = await read(engagePage());
    expect(first).toEqual(page);
    const { session_id } = first as { session_id: string };
    for (let again = 0; again < 70; again += 1) {
      const next = await read(engagePage({ session_id, page: "1" }));
      expect(next).toMatchObject({ page: 1, results: expect.any(Array) });
    }
  });

  test("the streaming part reads pages by a POST without a body, its parameters in the query", async () => {
    const send = (parameters: Record<string, string>): Call => ({
      method: "POST",
      host: "mixpanel.com",
      path: `/api/2.0/engage?${query({ project_id: "1", ...parameters })}`,
      headers: { ...FORM, "Content-Length": "0" },
    });
    const first = (await read(send({ page: "0" }))) as { session_id: string };
    expect(first).toEqual(page);
    expect(await read(send({ page: "1", session_id: first.session_id }))).toMatchObject({ page: 1 });
  });
});

describe("B5: scripts", () => {
  const EVENTS =
    "function main() { return Events({from_date: params.from_date, to_date: params.to_date, event_selectors: params.event_selectors})" +
    ".map(function (event) { var row = {event: event.name}; _.each(Object.keys(event.properties), name => row[name] = event.properties[name]); return row; }); }";
  const RANGE = { from_date: "2024-06-01", to_date: "2024-06-15", event_selectors: [] };

  beforeEach(async () => {
    await read(importCall("/import?strict=1&project_id=1", {}, JSON.stringify([event("a"), event("b", "free")])));
  });

  test("events come by a form that holds the project ID; no selectors select every event", async () => {
    expect(await read(jql(EVENTS, RANGE))).toMatchObject([
      { event: "Sign Up", plan: "pro" },
      { event: "Sign Up", plan: "free" },
    ]);
  });

  test("the project secret needs no project ID", async () => {
    const body = query({ script: EVENTS, format: "json", params: JSON.stringify(RANGE) });
    const request: Call = { ...jql(EVENTS, RANGE), headers: { ...FORM, Authorization: PROJECT_SECRET }, body };
    expect(await read(request)).toHaveLength(2);
  });

  test("profiles come by a script; no selectors select every profile", async () => {
    await read(engage([update("$set", { plan: "pro" }, "user-1")]));
    const script =
      "function main() { return People({user_selectors: params.user_selectors}).map(user => ({id: user.distinct_id})); }";
    expect(await read(jql(script, { user_selectors: [] }))).toEqual([{ id: "user-1" }]);
  });

  test("counts by user join events and profiles", async () => {
    await read(engage([update("$set", { plan: "pro" }, "user-1")]));
    const script =
      "function main() { return join(Events({from_date: params.from_date, to_date: params.to_date, event_selectors: [{event: 'Sign Up'}]}), People(), {type: 'inner'})" +
      ".groupByUser(['event.name'], mixpanel.reducer.count()).map(row => ({id: row.key[0], name: row.key[1], count: row.value})); }";
    expect(await read(jql(script, RANGE))).toEqual([{ id: "user-1", name: "Sign Up", count: 2 }]);
  });
});

describe("B5: exporting", () => {
  const path = `/api/2.0/export?${query({ from_date: "2024-06-15", to_date: "2024-06-15", event: '["Sign Up"]', project_id: "1" })}`;

  beforeEach(async () => {
    await read(importCall("/import?strict=1&project_id=1", {}, JSON.stringify([event("a"), event("b")])));
  });

  test("lines come as they are, and in gzip when asked for", async () => {
    const plain = await call({ method: "GET", host: "data.mixpanel.com", path });
    expect([plain.status, plain.encoding]).toEqual([200, undefined]);
    const packed = await call({
      method: "GET",
      host: "data.mixpanel.com",
      path,
      headers: { "Accept-encoding": "gzip" },
    });
    expect([packed.status, packed.encoding]).toEqual([200, "gzip"]);
    const lines = gunzipSync(packed.bytes).toString("utf8");
    expect(lines).toBe(plain.bytes.toString("utf8"));
    expect(
      lines
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      { event: "Sign Up", properties: { $insert_id: "a" } },
      { event: "Sign Up", properties: { $insert_id: "b" } },
    ]);
  });
});
