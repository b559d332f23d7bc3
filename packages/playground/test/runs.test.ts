import { namesResult, WORKED_INPUTS } from "../../cli/src/worked";
import { secretsOf } from "../src/masks";
import type { Form, PastRun } from "../src/protocol";
import { eventOf, exchangesOf, type OpenPlayground, openPlayground } from "./openPlayground";

let playground: OpenPlayground;
/** With a sandbox of its own: the component sends few requests to Lexicon in a minute. */
let other: OpenPlayground;
beforeAll(async () => {
  playground = await openPlayground();
  other = await openPlayground();
});
afterAll(async () => {
  await playground.close();
  await other.close();
});

const at = (action: string) => (/^delete.*Lexicon/.test(action) ? other : playground);

/** A secret in the forms in which requests hold it. */
function spellings(secret: string): string[] {
  const { username } = playground.target.connection.fields;
  const basic = [`${username}:${secret}`, `${secret}:`].map((text) => Buffer.from(text).toString("base64"));
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64"), ...basic];
}

const isIn = (text: string) =>
  secretsOf(playground.target)
    .flatMap(spellings)
    .filter((secret) => text.includes(secret));

const event = { event: "Purchased", properties: { time: 1_700_000_000, distinct_id: "user-001", amount: 5 } };

describe("V1: every action with its example", () => {
  const failed: string[] = [];
  const quotas = new Set<string>();

  test.each(WORKED_INPUTS.map(([action]) => action))("%s runs, and the page gets no secret", async (action) => {
    const { example } = await at(action).read<Form>(`/api/actions/${action}`);
    const { text, events } = await at(action).run(action, example);
    expect(isIn(text)).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["started", "ended"]));
    for (const one of events) if (one.type === "failure") failed.push(`${action}: ${one.failure.message}`);
    for (const { limit } of eventOf(events, "ended").cost.quota) quotas.add(limit);
    for (const { status, ms, host, sentTo } of exchangesOf(events)) {
      expect([status, ms]).toEqual([expect.any(Number), expect.any(Number)]);
      expect([host, sentTo]).toEqual([
        expect.stringMatching(/mixpanel\.com$/),
        expect.stringMatching(/^127\.0\.0\.1:/),
      ]);
    }
  });

  test("all of them succeed in their order, as each finds what those before it have made", () => {
    expect(failed).toEqual([]);
  });

  test("they count toward each kind of limit", () => {
    expect([...quotas].sort()).toEqual(["export", "ingestion", "lexicon", "privacy", "query"]);
  });

  test("nor does it get one from the history", async () => {
    const runs = await playground.read<PastRun[]>("/api/runs");
    expect(runs).toHaveLength(50);
    expect(isIn(JSON.stringify(runs))).toEqual([]);
  });
});

describe("V1: an example that names what another action returns", () => {
  let fresh: OpenPlayground;
  beforeAll(async () => {
    fresh = await openPlayground();
  });
  afterAll(() => fresh.close());

  test("says which to run first, until it has run", async () => {
    const needs = async () => (await fresh.read<Form>("/api/actions/createAnnotation")).exampleNeeds;
    expect(await needs()).toEqual([{ key: "createAnnotationTag", label: "Create Annotation Tag" }]);
    const { example } = await fresh.read<Form>("/api/actions/createAnnotationTag");
    await fresh.run("createAnnotationTag", example);
    expect(await needs()).toEqual([]);
  });

  const naming = WORKED_INPUTS.filter(([, inputs]) => namesResult(inputs)).map(([action]) => action);
  test.each(naming)("%s has an example without gaps", async (action) => {
    const { example } = await fresh.read<Form>(`/api/actions/${action}`);
    expect(JSON.stringify(example)).not.toMatch(/null|\{\w+\./);
  });
});

describe("V1: a run", () => {
  test("tells of its request when it is sent, and again when it is answered", async () => {
    const { events } = await playground.run("importEvents", { events: JSON.stringify([event]) });
    const told = events.flatMap((one) => (one.type === "exchange" ? [one.exchange] : []));
    expect(told.map(({ status }) => status)).toEqual([undefined, 200]);
    expect(told[1]).toMatchObject({
      id: 1,
      attempt: 1,
      method: "POST",
      host: "api.mixpanel.com",
      sentTo: new URL(playground.target.connection.fields.apiHost ?? "").host,
      path: "/import?project_id=1&strict=1&ip=0",
      headers: { authorization: "Basic …", "content-encoding": "gzip", "content-type": "application/json" },
      body: expect.stringContaining('"distinct_id":"user-001"'),
      response: '{"code":200,"num_records_imported":1,"status":"OK"}',
      responseHeaders: { "content-type": "application/json; charset=utf-8" },
    });
    expect(eventOf(events, "result")).toMatchObject({ data: { imported: 1 }, isShortened: false });
    expect(eventOf(events, "ended").cost).toEqual({
      ms: expect.any(Number),
      requests: 1,
      retries: 0,
      quota: [{ limit: "ingestion", used: 1, of: "1,800,000 records a minute" }],
    });
  });

  test("shows a retry as a further attempt, and counts the records once", async () => {
    await playground.post("/api/sandbox/faults", { kind: "status", status: 503, path: "/import", retryAfter: 0 });
    const { events } = await playground.run("importEvents", { events: JSON.stringify([event]) });
    expect(exchangesOf(events).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 503],
      [2, 200],
    ]);
    expect(eventOf(events, "ended").cost).toMatchObject({ requests: 2, retries: 1, quota: [{ used: 1 }] });
  });

  test("shows a connection that broke off", async () => {
    await playground.post("/api/sandbox/faults", { kind: "reset", path: "/import" });
    const inputs = { url: "/import", method: "POST", data: "[]", maxRetries: "0" };
    const { events } = await playground.run("rawRequest", inputs);
    const [exchange] = exchangesOf(events);
    expect([exchange?.status, exchange?.error]).toEqual([undefined, expect.stringMatching(/hang up|ECONNRESET/)]);
  });

  test("ends with the component's error if it fails, with its status, and stays in the history", async () => {
    const { events } = await playground.run("queryFunnelSavedReports", {
      funnel_id: "1",
      from_date: "today",
      to_date: "today",
    });
    expect(eventOf(events, "failure").failure).toMatchObject({
      name: expect.stringMatching(/^Mixpanel\w+Error$/),
      message: expect.any(String),
      details: { status: expect.any(Number), code: expect.any(String), retryable: false },
    });
    const [latest] = await playground.read<PastRun[]>("/api/runs");
    expect(latest).toMatchObject({ action: "queryFunnelSavedReports", ok: false, inputs: { funnel_id: "1" } });
  });

  test("that does not get as far as a request says which input is wrong", async () => {
    const { events } = await playground.run("importEvents", { events: "no JSON" });
    expect(eventOf(events, "failure").failure.message).toMatch(/^Events/);
    expect(exchangesOf(events)).toEqual([]);
  });

  test("is kept in the history with its inputs, of which a long text is left out as a file is", async () => {
    const events = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, at) => ({ ...event, properties: { ...event.properties, at } })));
    await playground.run("importEvents", { events: events(1) });
    const long = await playground.run("importEvents", { events: events(2000) });
    const file = { file: { name: "events.json" } };
    const [second, first] = await playground.read<PastRun[]>("/api/runs");
    expect([first?.inputs, second?.inputs]).toEqual([{ events: events(1) }, { events: file }]);
    expect(eventOf(long.events, "started").snippets.command).toContain("--set events='@events.json'");
  });

  test("sends nothing more after the page has gone", async () => {
    // It does not retry.
    const { example } = await playground.read<Form>("/api/actions/rawRequest");
    const [before] = await playground.read<PastRun[]>("/api/runs");
    await playground.post("/api/sandbox/faults", { kind: "stall", count: 1 });
    const leaving = new AbortController();
    const response = await playground.call("/api/runs", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ action: "rawRequest", inputs: example }),
      signal: leaving.signal,
    });
    const reader = response.body?.getReader();
    let told = "";
    while (!told.includes('"exchange"')) told += Buffer.from((await reader?.read())?.value ?? []).toString();
    const sent = await playground.read<{ calls: unknown }>("/api/sandbox/counts");
    leaving.abort();
    await reader?.read().catch(() => undefined);
    let latest = before;
    while (latest?.id === before?.id) [latest] = await playground.read<PastRun[]>("/api/runs");
    expect(latest).toMatchObject({ action: "rawRequest", ok: false });
    expect(await playground.read("/api/sandbox/counts")).toEqual(sent);
  });

  test("masks the connection's secrets wherever Mixpanel or the user repeats them", async () => {
    const [secret = "", projectToken = ""] = secretsOf(playground.target);
    const properties = { time: 1_700_000_000, distinct_id: "user-001", [secret]: `${projectToken} and ${secret}` };
    const inputs = { events: JSON.stringify([{ event: "Leaked", properties }]) };
    const sent = await playground.run("importEvents", inputs);
    const read = await playground.run("downloadData", {
      from_date: "2023-11-14",
      to_date: "2023-11-15",
      event: ["Leaked"],
    });
    expect(isIn(sent.text + read.text)).toEqual([]);
    expect(eventOf(read.events, "result").data).toMatchObject({
      events: [{ properties: { "[redacted]": "[redacted] and [redacted]" } }],
    });
  });

  test("keeps passwords for other systems out of what the page gets, and out of the history", async () => {
    const password = "a-password-of-a-warehouse";
    const { example } = await playground.read<Form>("/api/actions/createSnowflakePipeline");
    const { text } = await playground.run("createSnowflakePipeline", { ...example, snowflake_password: password });
    const history = await (await playground.call("/api/runs")).text();
    expect(text).toContain('"type":"ended"');
    expect(text + history).not.toContain(password);
  });
});

test("V1: of long bodies the beginning is shown, and all records are counted", async () => {
  const long = "x".repeat(1000);
  const many = Array.from({ length: 24_000 }, (_, index) => ({
    event: "Long",
    properties: { time: 1_600_000_000 + index, distinct_id: "u", $insert_id: `long-${index}`, long },
  }));
  const { events } = await playground.run("importEvents", { events: JSON.stringify(many) });
  const exchanges = exchangesOf(events);
  expect(eventOf(events, "ended").cost).toMatchObject({
    requests: exchanges.length,
    quota: [{ limit: "ingestion", used: 24_000 }],
  });
  for (const { body = "" } of exchanges) expect(body.length).toBeLessThanOrEqual(64 * 1024);
});

describe("V1: files", () => {
  test("reach the action as bytes, and are left out of the history", async () => {
    const lines = [event, { ...event, event: "Refunded" }].map((one) => JSON.stringify(one)).join("\n");
    const file = {
      name: "events.ndjson",
      contentType: "application/x-ndjson",
      base64: Buffer.from(lines).toString("base64"),
    };
    const { events } = await playground.run("importEvents", { events: { file } });
    expect(eventOf(events, "result").data).toMatchObject({ imported: 2, failed: 0 });
    expect(eventOf(events, "started").snippets.command).toContain("--set events='@events.ndjson'");
    const [latest] = await playground.read<PastRun[]>("/api/runs");
    expect(latest?.inputs).toEqual({ events: { file: { name: "events.ndjson" } } });
  });

  test("that an action returns come with their size, beginning and content", async () => {
    const inputs = { from_date: "2023-11-14", to_date: "2023-11-15", output: "file" };
    const { events } = await playground.run("downloadData", inputs);
    const { data } = eventOf(events, "result");
    expect(data).toMatchObject({ contentType: expect.stringMatching(/ndjson|gzip/), bytes: expect.any(Number) });
    expect(Buffer.from(Object(data).base64, "base64")).toHaveLength(Object(data).bytes);
  });
});

describe("V1: a request that is no run is refused with words", () => {
  test.each<[string, unknown, number, RegExp]>([
    ["an action that there is not", { action: "no", inputs: {} }, 404, /no action no/],
    ["a name of JavaScript", { action: "constructor", inputs: {} }, 404, /no action constructor/],
    ["an input that there is not", { action: "testConnection", inputs: { a: 1 } }, 400, /no input "a"|no input "a"/],
    ["no inputs", { action: "testConnection" }, 400, /inputs/],
    ["another key", { action: "testConnection", inputs: {}, b: 1 }, 400, /"b"/],
  ])("%s", async (_what, body, status, words) => {
    const response = await playground.post("/api/runs", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(words) });
  });
});
