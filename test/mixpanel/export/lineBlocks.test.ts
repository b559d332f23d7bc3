import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { MixpanelResponseError } from "../../../src/mixpanel/errors";
import { readLines } from "../../../src/mixpanel/export/lineBlocks";
import { parseKeepingDigits } from "../../../src/mixpanel/records/exactNumbers";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { anyCharacter } from "../../support/anyText";
import { failureOf } from "../../support/failure";

const options = { operation: "downloadData", host: "data.mixpanel.com" };

/** An answer whose body comes in the given pieces. */
const answerOf = (chunks: Iterable<Buffer>, encoding?: string) => ({
  status: 200,
  header: (name: string) => (name === "content-encoding" ? encoding : undefined),
  body: Readable.from(chunks),
});

async function all(events: AsyncIterable<JsonObject>): Promise<JsonObject[]> {
  const collected: JsonObject[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** Bytes cut at the given places; a place beyond the end counts from the beginning again. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const readText = (text: string) => all(readLines(answerOf([Buffer.from(text)]), options));

const EVENTS = [
  { event: "größer", properties: { name: "日本語", mood: "😀" } },
  { event: "Signed Up", properties: { text: "a\nb", empty: "" } },
  { event: "x", properties: {} },
];
const LINES = Buffer.from(EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(""));

describe("whole lines", () => {
  test("are read wherever chunks end, even in the middle of a character", async () => {
    for (let place = 0; place <= LINES.length; place++) {
      expect(await all(readLines(answerOf(cut(LINES, [place])), options))).toEqual(EVENTS);
    }
  });

  test("are read byte by byte", async () => {
    const chunks = Array.from(LINES, (_, index) => LINES.subarray(index, index + 1));
    expect(await all(readLines(answerOf(chunks), options))).toEqual(EVENTS);
  });

  test("are read from gzip, wherever chunks end", async () => {
    const bytes = gzipSync(LINES);
    for (let place = 0; place <= bytes.length; place++) {
      expect(await all(readLines(answerOf(cut(bytes, [place]), "gzip"), options))).toEqual(EVENTS);
    }
  });

  test("are equal to those written, for any events and any chunks, compressed or not", async () => {
    const event = fc.record({
      event: fc.string({ unit: anyCharacter }),
      properties: fc.dictionary(fc.string(), fc.jsonValue()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.array(fc.nat()), fc.boolean(), async (events, places, compressed) => {
        const plain = Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join(""));
        const chunks = cut(compressed ? gzipSync(plain) : plain, places);
        const read = await all(readLines(answerOf(chunks, compressed ? "gzip" : undefined), options));
        expect(read.map((one) => JSON.stringify(one))).toEqual(
          events.map((one) => JSON.stringify(parseKeepingDigits(JSON.stringify(one)))),
        );
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test("may end without a line feed, with CRLF, and with empty lines between them", async () => {
    expect(await readText('{"event":"a"}\r\n\n  \n{"event":"b"}')).toEqual([{ event: "a" }, { event: "b" }]);
  });

  test.each(["", "\n", "\r\n\r\n"])("none are read from %j", async (text) => {
    expect(await readText(text)).toEqual([]);
  });
});

const SKIPPABLE = " If the same line fails again, turn Skip Bad Lines on to skip it.";

describe("a truncated export is an error, in every form", () => {
  test.each([
    ["export terminated early", "Mixpanel terminated the export early"],
    ["terminated early\n", "Mixpanel terminated the export early"],
    ["Export Terminated Early: memory", "Mixpanel terminated the export early"],
    ['{"event":"half","prop', "line 2 is not complete JSON"],
    ["Internal Server Error", "line 2 is not complete JSON"],
    ["<html></html>", "line 2 is not complete JSON"],
    ["between\n{}", "line 2 is not complete JSON", SKIPPABLE],
    ["null", "a line is not an event"],
    [`{"properties":{}}`, "a line is not an event"],
    ["[1]", "a line is not an event"],
    ["12", "a line is not an event"],
  ])("%j after a whole line", async (end, what, more = "") => {
    const read: JsonObject[] = [];
    const run = async () => {
      for await (const event of readLines(answerOf([Buffer.from(`{"event":"a"}\n${end}`)]), options)) read.push(event);
    };
    const error = await failureOf(run());
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({ code: "unusable_response", operation: "downloadData", retryable: true });
    expect(error.message).toBe(
      `downloadData: the export was truncated: ${what}. The events received so far are incomplete and were discarded. Run it again. If it fails again, choose a shorter date range.${more}`,
    );
    expect(read).toEqual([{ event: "a" }]);
  });

  test("is one too where an error stands behind events, and its words are told", async () => {
    const text = '{"event":"a"}\n{"error":"the query took too long, secret"}';
    const redact = (words: string) => words.replaceAll("secret", "[redacted]");
    const error = await failureOf(all(readLines(answerOf([Buffer.from(text)]), { ...options, redact })));
    expect(error).toMatchObject({
      retryable: true,
      message: expect.stringContaining("(the query took too long, [redacted])"),
    });
  });

  test("a field that speaks of an early end is no failure", async () => {
    expect(await readText('{"event":"export terminated early"}\n')).toEqual([{ event: "export terminated early" }]);
  });

  test("gzip data truncated at any position is an error", async () => {
    const bytes = gzipSync(LINES);
    for (let length = 1; length < bytes.length; length++) {
      const error = await failureOf(all(readLines(answerOf([bytes.subarray(0, length)], "gzip"), options)));
      expect([length, error.code]).toEqual([length, "unusable_response"]);
    }
  });

  test.each([
    ["cut", gzipSync(LINES).subarray(0, 30), "Z_BUF_ERROR"],
    ["no gzip at all", LINES, "Z_DATA_ERROR"],
  ])("compressed data that is %s says so", async (_, bytes, code) => {
    const error = await failureOf(all(readLines(answerOf([bytes], "gzip"), options)));
    expect(error.message).toContain("the export was truncated: the compressed data is truncated or damaged.");
    expect(error.cause).toEqual(new Error(code));
  });
});
