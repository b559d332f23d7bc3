import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { CsvFile, csvFileOf } from "../../../src/mixpanel/records/csvFile";

const isCsv = (text: string) => csvFileOf(Buffer.from(text)) instanceof CsvFile;

test.each([
  ["two lines", "name,age\nAda,36\n"],
  ["a header of Mixpanel's columns alone", "event,time,distinct_id"],
  ["a single column", "user\nuser-1\nuser-2"],
  ["a column in quotes", '"distinct_id"\n"user-1"\n'],
  ["tabs after a byte order mark", "\ufeffa\tb\r\n1\t2\r\n"],
  ["blank lines before the header", "\n\na;b\n1;2"],
])("W7: %s are CSV, compressed or not", (_, text) => {
  expect(isCsv(text)).toBe(true);
  expect(csvFileOf(gzipSync(text))).toBeInstanceOf(CsvFile);
});

test.each([
  ["nothing", ""],
  ["blank text", " \n\n"],
  ["one line of text", "Signed Up, yes"],
  ["one line of text with a newline", "Signed Up\n"],
  ["a web page", "<html>\n<body>event,time</body>\n</html>"],
  ["a JSON list", '[\n{"event": "E"}\n]'],
  ["NDJSON", '{"event":"A"}\n{"event":"B"}'],
  ["NDJSON whose first line is broken", '"event":"A"}\n{"event":"B"}'],
  ["lines of IDs in quotes", '"user-1"\n"user-2"\n'],
  ["lines of numbers", "12345678901234567\n42\n"],
])("W7: %s is not CSV, compressed or not", (_, text) => {
  expect(isCsv(text)).toBe(false);
  expect(csvFileOf(gzipSync(text))).toBeUndefined();
});

test("W7: a damaged compressed file is left to be read, and named", () => {
  expect(csvFileOf(Buffer.of(0x1f, 0x8b, 1, 2, 3))).toBeUndefined();
});

test("W7: whatever its header is, a large compressed CSV file is recognized by its beginning", () => {
  const file = gzipSync(`id,name\n${Array.from({ length: 200_000 }, (_, at) => `${at},name ${at}\n`).join("")}`);
  expect(csvFileOf(file)).toBeInstanceOf(CsvFile);
});

test("W7: JSON in any layout, and lines of JSON, are never CSV", () => {
  const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 });
  fc.assert(
    fc.property(records, fc.nat(3), (list, indent) => {
      expect(isCsv(JSON.stringify(list, null, indent))).toBe(false);
      expect(isCsv(list.map((record) => JSON.stringify(record)).join("\n"))).toBe(false);
    }),
  );
});
