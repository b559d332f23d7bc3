import fc from "fast-check";
import { shownResult } from "../src/results";

const MAX = 2_000_000;
const shown = (data: unknown, contentType?: string) => shownResult({ data, contentType }, (text) => text);

test("V1: a result that a page can hold is shown as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(shown(value)).toEqual({ data: value, isShortened: false });
    }),
  );
});

test("V1: of a long list the beginning is shown, and all that stands beside it", () => {
  const events = Array.from({ length: 100_000 }, (_, index) => ({
    event: "A",
    properties: { time: index, id: `u${index}` },
  }));
  const { data, isShortened } = shown({ total: events.length, events, last: { page: 3 }, truncated: false });
  const kept = Object(data).events.length;
  expect(isShortened).toBe(true);
  expect(JSON.stringify(data)).toBe(
    JSON.stringify({ total: 100_000, events: events.slice(0, kept), last: { page: 3 }, truncated: false }),
  );
  expect(kept).toBeGreaterThan(20_000);
  expect(JSON.stringify(data).length).toBeLessThanOrEqual(MAX * 1.01);
});

test("V1: every large result is at most 2 MB of JSON", () => {
  const large = fc.oneof(
    fc.constant("x".repeat(3_000_000)),
    fc.constant(Array.from({ length: 300_000 }, (_, index) => index * 1000)),
    fc.constant(Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`key ${index}`, index]))),
    fc.constant([["x".repeat(2_500_000)], "y".repeat(2_500_000)]),
  );
  fc.assert(
    fc.property(large, fc.jsonValue(), (value, beside) => {
      const { data, isShortened } = shown({ beside, nested: { list: [value, value] }, value });
      expect(isShortened).toBe(true);
      expect(JSON.stringify(data).length).toBeLessThanOrEqual(MAX * 1.05);
    }),
    { numRuns: 4 },
  );
});

test("V1: a file is shown by its type, size, beginning and content", () => {
  const file = Buffer.from('{"event":"A"}\n');
  const expected = {
    contentType: "application/x-ndjson",
    bytes: 14,
    preview: '{"event":"A"}\n',
    base64: file.toString("base64"),
  };
  expect(shown(file, "application/x-ndjson").data).toEqual(expected);
  expect(shown({ file: { data: file, contentType: "application/x-ndjson" } }).data).toEqual({ file: expected });
});

test("V1: of a large file the content is left out", () => {
  const { data } = shown(Buffer.alloc(5_000_000, "a"), "text/csv");
  expect(data).toEqual({ contentType: "text/csv", bytes: 5_000_000, preview: "a".repeat(4096) });
});

test("V1: a secret in a file is masked before the file is encoded", () => {
  const { data } = shownResult({ data: Buffer.from("the secret"), contentType: "text/plain" }, (text) =>
    text.replace("secret", "…"),
  );
  expect(Buffer.from(Object(data).base64, "base64").toString()).toBe("the …");
});
