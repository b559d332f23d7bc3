import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { BadLines } from "../../../src/mixpanel/export/badLines";
import { exportFile } from "../../../src/mixpanel/export/file";
import { plainFile } from "../../../src/mixpanel/export/filePieces";
import type { LinesOptions } from "../../../src/mixpanel/export/lineBlocks";
import { readLines } from "../../../src/mixpanel/export/lineBlocks";
import { exportPage } from "../../../src/mixpanel/export/page";
import { exportRange } from "../../../src/mixpanel/export/range";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { failureOf } from "../../support/failure";
import { closeServers } from "../../support/localServer";
import { clientOf, collect, eventOf, idsOf, linesOf, serveExports } from "./exportSource";

afterEach(closeServers);

const ONE_DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };
const NO_RETRY = { maxRetries: 0, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 };
const [a, b, c] = [eventOf(0), eventOf(1), eventOf(2)];
const BAD = '{"event":"cut","properties":{"ti';
const options = { operation: "downloadData", host: "data.mixpanel.com", fromDate: "2024-01-01", redact: String };

const parseAll = (file: Buffer): JsonObject[] =>
  file
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

type Client = ReturnType<typeof clientOf>["client"];
/** Each way to read an export: its events, and the bad lines where they are left out. */
const READERS: [string, (client: Client, badLines?: BadLines) => Promise<JsonObject[]>][] = [
  [
    "a page",
    async (client, badLines) => {
      const page = await exportPage(client, ONE_DAY, { maxEvents: 10, skipBadLines: badLines !== undefined });
      for (const bad of page.bad_lines?.lines ?? []) badLines?.add(bad);
      return page.events;
    },
  ],
  ["a range", (client, badLines) => collect(exportRange(client, ONE_DAY, { badLines }))],
  [
    "a file",
    async (client, badLines) =>
      parseAll(await exportFile(client, ONE_DAY, { compress: false, maxBytes: 100_000, badLines })),
  ],
  [
    "a compressed file",
    async (client, badLines) =>
      parseAll(gunzipSync(await exportFile(client, ONE_DAY, { compress: true, maxBytes: 100_000, badLines }))),
  ],
];
const FORMS: [string, (text: string) => string | Buffer][] = [
  ["plain", (text) => text],
  ["compressed", (text) => gzipSync(text)],
];
const ways = READERS.flatMap(([what, read]) => FORMS.map(([form, body]) => [what, form, read, body] as const));

describe.each(ways)("T15: %s (%s)", (_what, _form, read, body) => {
  /** Reads an export that is served as often as it is asked for. */
  async function reading(text: string, badLines?: BadLines) {
    const server = await serveExports(body(text), body(text));
    return read(clientOf(server.url, { retry: NO_RETRY }).client, badLines);
  }

  test.each([
    ["that goes on as another", `${linesOf([a])}${BAD}${linesOf([b, c])}`],
    ["that is followed by others", `${linesOf([a])}${BAD}\n${linesOf([b, c])}`],
    ["that holds a control character", `${linesOf([a])}{"event":"x","properties":{"t":"\u0001"}}\n${linesOf([b])}`],
    ["of text", `${linesOf([a])}no event\n${linesOf([b, c])}`],
  ])("fails for a line %s", async (_line, text) => {
    expect(await failureOf(reading(text))).toMatchObject({
      code: "unusable_response",
      message: expect.stringContaining("line 2 is not complete JSON"),
    });
  });

  test("leaves bad lines out and names them where that is allowed", async () => {
    const badLines = new BadLines();
    const text = `no event\n${linesOf([a])}${BAD}\n${linesOf([b])}${BAD}\n{"x\n${linesOf([c])}`;
    expect(idsOf(await reading(text, badLines))).toEqual(idsOf([a, b, c]));
    expect(badLines).toMatchObject({
      count: 4,
      lines: [
        { from_date: "2024-01-01", line: 1, excerpt: "no event" },
        { from_date: "2024-01-01", line: 3, excerpt: BAD },
        { from_date: "2024-01-01", line: 5, excerpt: BAD },
        { from_date: "2024-01-01", line: 6, excerpt: '{"x' },
      ],
    });
  });

  test.each([
    ["half a line", linesOf([a]) + BAD],
    ["half a line with its newline", `${linesOf([a]) + BAD}\n`],
    ["bad lines alone", "no event\nno event\n"],
    ["terminated early", `${linesOf([a])}terminated early\n${linesOf([b])}`],
    ["a web page in place of events", `<html>\n${linesOf([a])}`],
    ["an error between events", `${linesOf([a])}{"error":"too slow"}\n${linesOf([b])}`],
  ])("fails for %s all the same", async (_end, text) => {
    expect(await failureOf(reading(text, new BadLines()))).toMatchObject({ code: "unusable_response" });
  });

  test("joins lines that a raw line feed within a text has parted", async () => {
    const text = 'one\ntwo\r\n\nthree "four"';
    const joined = eventOf(3, 0, { text });
    const raw = JSON.stringify(joined).replaceAll("\\r", "\r").replaceAll("\\n", "\n");
    expect(await reading(`${linesOf([a])}${raw}\n${linesOf([b])}`)).toEqual([a, joined, b]);
  });
});

test("T15: a compressed file whose lines are not all as they came costs one export more, and no second one", async () => {
  const raw = '{"event":"a","properties":{"t":"x\ny","$insert_id":"id-9"}}\n';
  const body = gzipSync(raw);
  const server = await serveExports(body, body, body);
  const two = { from_date: "2024-01-01", to_date: "2024-01-02" };
  const { client } = clientOf(server.url, { retry: NO_RETRY });
  const file = await exportFile(client, two, { compress: true, maxBytes: 10_000, windowDays: 1 });
  expect(gunzipSync(file).toString()).toBe(raw.replace("\n", "\\n").repeat(2));
  expect(server.received).toHaveLength(3);
});

test("T15: pages that go on with a cursor name each bad line once, and count it for Limit", async () => {
  const text = `no event\n${linesOf([a])}${BAD}\n${linesOf([b])}no event\n${linesOf([c])}`;
  const server = await serveExports(text, text, text, text);
  const { client } = clientOf(server.url);
  const query = { ...ONE_DAY, limit: "6" };
  const lines: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 4; pages++) {
    const page = await exportPage(client, query, { maxEvents: 1, cursor, skipBadLines: true });
    lines.push(...(page.bad_lines?.lines.map(({ line }) => line) ?? []));
    cursor = page.next_cursor;
    // As many lines came as Limit lets through: there may be more.
    expect(page.truncated).toBe(true);
    if (cursor === undefined) break;
  }
  expect([lines, cursor]).toEqual([[1, 3, 5], undefined]);
});

test("T15: bad lines of a window that is read again are named once", async () => {
  const [half, whole] = [`no event\n${linesOf([a])}`, `no event\n${linesOf([a, b])}`];
  const server = await serveExports({ cut: half }, whole);
  const page = await exportPage(clientOf(server.url).client, ONE_DAY, { maxEvents: 9, skipBadLines: true });
  expect([page.count, page.bad_lines?.count]).toEqual([2, 1]);
});

test("T15: credentials are no part of a bad line's name", async () => {
  const server = await serveExports(`sandbox-secret ${"x".repeat(200)}\n${linesOf([a])}`);
  const { bad_lines } = await exportPage(clientOf(server.url).client, ONE_DAY, { maxEvents: 9, skipBadLines: true });
  expect(bad_lines?.lines).toEqual([{ from_date: "2024-01-01", line: 1, excerpt: `[redacted] ${"x".repeat(69)}` }]);
});

test("T15: a live day that comes again with a new event in front is collected anew", async () => {
  const server = await serveExports({ cut: linesOf([a, b]) }, linesOf([c, a, b]));
  const page = await exportPage(clientOf(server.url).client, ONE_DAY, { maxEvents: 9 });
  expect(idsOf(page.events)).toEqual(idsOf([c, a, b]));
});

/** A line of an export as it may come, and what is read from it. */
const text = fc.string({ unit: fc.constantFrom('"', "\\", "{", "}", ":", ",", "\n", "\r\n", " ", "a", "é") });
const good = fc.tuple(text, text).map(([name, value]) => ({ event: name, properties: { value } }));
const entry = fc.oneof(
  { weight: 3, arbitrary: good.map((event) => ({ event, line: JSON.stringify(event) })) },
  {
    weight: 1,
    arbitrary: good.map((event) => ({
      event,
      // Each escaped line feed as the line feed itself, but not an escaped backslash before an n.
      line: JSON.stringify(event)
        .replace(/\\(.)/g, (escaped, letter) => (letter === "n" ? "\n" : escaped))
        .replace(/\\r\n/g, "\r\n"),
    })),
  },
  { weight: 1, arbitrary: fc.constantFrom("no event", '{"event":"cut', BAD, "}", '{"event":"a"', "\u0000") },
);

test("T15: any events, broken over lines or not, among any bad lines, in any chunks: none lost, none made up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), fc.array(fc.nat()), async (entries, places) => {
      const events = entries.flatMap((one) => (typeof one === "string" ? [] : [one.event]));
      const lines = [...entries.map((one) => (typeof one === "string" ? one : one.line)), JSON.stringify(a)];
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      const ends = [...new Set([...places.map((place) => place % bytes.length), bytes.length])].sort((x, y) => x - y);
      const answer = () => ({
        status: 200,
        header: () => undefined,
        body: Readable.from(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))),
      });
      const bad = entries.length - events.length;
      for (const read of [
        (more: LinesOptions) => collect(readLines(answer(), more)),
        async (more: LinesOptions) => parseAll(Buffer.concat(await collect(plainFile(answer(), more)))),
      ]) {
        const badLines = new BadLines();
        expect(await read({ ...options, badLines })).toEqual([...events, a]);
        expect(badLines.count).toBe(bad);
        if (bad > 0) expect(await failureOf(read(options))).toMatchObject({ code: "unusable_response" });
        else expect(await read(options)).toEqual([...events, a]);
      }
    }),
    { seed: 15, numRuns: 300 },
  );
});
