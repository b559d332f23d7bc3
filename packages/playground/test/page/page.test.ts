import fc from "fast-check";
import { applied, type Run, STARTED } from "../../page/actions/run";
import { search } from "../../page/actions/search";
import { storedBetween } from "../../page/actions/stored";
import { pretty, refusalOf, statusWord } from "../../page/components/exchange";
import { shortened } from "../../page/form/help";
import { jsonProblem } from "../../page/form/jsonProblem";
import { messagesOf } from "../../page/messages";
import { hashOf, ROOMS, routeOf } from "../../page/route";
import type { Exchange, RunEvent } from "../../src/protocol";

describe("V4: the address of the page", () => {
  it("names the room and what is open in it", () => {
    for (const room of ROOMS)
      expect(routeOf(hashOf({ room, key: "importEvents" }))).toEqual({ room, key: "importEvents" });
    expect(routeOf(hashOf({ room: "triggers", key: "" }))).toEqual({ room: "triggers", key: "" });
  });

  it("an unknown one opens the actions", () => {
    expect(routeOf("")).toEqual({ room: "actions", key: "" });
    expect(routeOf("#/nowhere/<b>")).toEqual({ room: "actions", key: "b" });
  });
});

describe("V1: events of a stream", () => {
  it("arrive whole, wherever the bytes are split", async () => {
    const event = fc.record({ type: fc.string(), message: fc.string({ unit: "grapheme" }) });
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.array(fc.nat(40)), async (events, cuts) => {
        const bytes = new TextEncoder().encode(events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(""));
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            let at = 0;
            for (const cut of cuts) {
              controller.enqueue(bytes.subarray(at, at + cut));
              at += cut;
            }
            controller.enqueue(bytes.subarray(at));
            controller.close();
          },
        });
        const read: unknown[] = [];
        for await (const one of messagesOf(body)) read.push(one);
        expect(read).toEqual(events);
      }),
    );
  });
});

const EXCHANGE: Exchange = {
  id: 1,
  attempt: 1,
  method: "POST",
  host: "api.mixpanel.com",
  path: "/import",
  headers: {},
  bodyBytes: 0,
  curl: "curl",
};

describe("V1: a run while it goes on", () => {
  const after = (events: RunEvent[]): Run => events.reduce(applied, STARTED);

  it("shows an exchange once, with its response when that has come", () => {
    const { exchanges } = after([
      { type: "exchange", exchange: EXCHANGE },
      { type: "exchange", exchange: { ...EXCHANGE, id: 2, attempt: 2 } },
      { type: "exchange", exchange: { ...EXCHANGE, status: 503 } },
    ]);
    expect(exchanges.map(({ id, status }) => [id, status])).toEqual([
      [1, 503],
      [2, undefined],
    ]);
  });

  it("keeps result, failure, log and cost, and ends", () => {
    const cost = { ms: 5, requests: 1, retries: 0, quota: [] };
    const snippets = { command: "run", codeNative: "code" };
    const failure = { name: "InputError", message: "Events: …", details: {} };
    const run = after([
      { type: "started", id: 1, at: "now", snippets },
      { type: "log", level: "info", message: "a" },
      { type: "log", level: "warn", message: "b" },
      { type: "result", data: { ok: true }, isShortened: false },
      { type: "failure", failure },
      { type: "ended", cost },
    ]);
    expect(run).toEqual({
      isRunning: false,
      log: [
        { level: "info", message: "a" },
        { level: "warn", message: "b" },
      ],
      exchanges: [],
      result: { data: { ok: true }, isShortened: false },
      failure,
      cost,
      snippets,
    });
  });
});

describe("V1: what a sandbox stored", () => {
  const counts = (events: number, profiles: number) => ({
    projects: { 1: { events, profiles, groups: 3 }, 2: { events: 0 } },
  });

  it("says what was added and removed, with the new total", () => {
    expect(storedBetween(counts(1294, 200), counts(1295, 198))).toBe("+1 event, now 1,295 · −2 profiles, now 198");
  });

  it("says that nothing was, after the same event is sent twice", () => {
    expect(storedBetween(counts(1295, 200), counts(1295, 200))).toBe(
      "nothing added or removed, still 1,295 events, 200 profiles, 3 groups",
    );
  });
});

describe("V1: an exchange in words", () => {
  it.each([
    [200, "OK", "ok"],
    [302, "redirect", ""],
    [401, "refused", "bad"],
    [429, "rate limit", "warn"],
    [503, "server error", "warn"],
    [undefined, "sending…", ""],
  ])("status %p", (status, word, tone) => {
    expect(statusWord({ status })).toEqual({ word, tone });
  });

  it("says why there is no response", () => {
    expect(statusWord({ error: "ECONNRESET" })).toEqual({ word: "no response", tone: "bad" });
    expect(refusalOf({ ...EXCHANGE, error: "ECONNRESET" })).toBe("ECONNRESET");
  });

  it.each([
    ['{"error":"Invalid credentials"}', "Invalid credentials"],
    ['{"error":{},"message":"No such project"}', "No such project"],
    ['{"code":503}', '{"code":503}'],
    ["Bad Gateway", "Bad Gateway"],
  ])("the refusal of %s", (response, text) => {
    expect(refusalOf({ ...EXCHANGE, status: 400, response })).toBe(text);
    expect(refusalOf({ ...EXCHANGE, status: 200, response })).toBe("");
  });

  it("indents JSON, and leaves other text alone", () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty("a=1&b=2")).toBe("a=1&b=2");
  });
});

describe("V1: the search of actions", () => {
  const action = (key: string, label: string, description: string) => ({ key, label, description, isSafe: true });
  const families = [
    { title: "Send events", actions: [action("importEvents", "Import Events", "Imports events of any age")] },
    { title: "Read users", actions: [action("queryProfiles", "Query Profile", "Finds users")] },
  ];
  const found = (text: string) => search(families, text).flatMap(({ actions }) => actions.map(({ key }) => key));

  it.each([
    ["", ["importEvents", "queryProfiles"]],
    ["IMPORT", ["importEvents"]],
    ["any age", ["importEvents"]],
    ["queryprof", ["queryProfiles"]],
    ["read users", ["queryProfiles"]],
    ["import users", []],
  ])("%p", (text, keys) => {
    expect(found(text)).toEqual(keys);
  });
});

describe("V1: JSON in an input", () => {
  it.each(["", '{"a":1}', "[\n]", '{"a":1}\n{"a":2}\n', "event,time\nA,1"])("%j is fine", (text) => {
    expect(jsonProblem(text)).toBe("");
  });

  it.each(['{"a":1', '[{"a":1},]', '{"a":1}\n{"a":'])("%j is not JSON, which is said", (text) => {
    expect(jsonProblem(text)).toMatch(/^This is not valid JSON: ./);
  });
});

describe("V1: comments of inputs", () => {
  const first = "Any number of events: a JSON list, NDJSON (one event per line), CSV with a header, or a file.";

  it("a short text is shown whole", () => {
    expect(shortened("One. Two.")).toEqual({ short: "One. Two.", more: "" });
  });

  it("of a long one, the first sentence is shown", () => {
    expect(shortened(`${first} Each event needs a name, e.g. Signed Up.`)).toEqual({
      short: first,
      more: "Each event needs a name, e.g. Signed Up.",
    });
  });

  it("loses nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("One sentence.", "e.g. this", "A. B.", first)), (parts) => {
        const text = parts.join(" ");
        const { short, more } = shortened(text);
        expect([short, more].filter(Boolean).join(" ")).toBe(text);
      }),
    );
  });
});
