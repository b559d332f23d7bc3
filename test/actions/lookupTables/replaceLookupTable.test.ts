import { gzipSync } from "node:zlib";
import { MixpanelValidationError } from "../../../src/mixpanel/errors";
import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const ID = "1297297a-43a7-4cac-82b0-635d2bd88aac";
const ROWS = [
  { sku: "A-100", name: "Desk Lamp" },
  { sku: "B-200", name: 'Chair, "Office"' },
];
const CSV = 'sku,name\nA-100,Desk Lamp\nB-200,"Chair, ""Office"""\n';
const file = (data: Buffer) => ({ data, contentType: "text/csv" });

describeAction({
  key: "replaceLookupTable",
  params: { id: ID, table: ROWS },
  request: {
    method: "PUT",
    host: "api.mixpanel.com",
    path: `/lookup-tables/${ID}`,
    query: { project_id: PROJECT_ID },
    headers: { ...authorized, "content-type": "text/csv", "content-encoding": "gzip" },
    text: CSV,
  },
  reply: { body: { code: 200, status: "OK" } },
  result: {
    code: 200,
    status: "OK",
    replaced: true,
    rows: 2,
    bytes: Buffer.byteLength(CSV),
    failed_records: [],
    failed_records_truncated: false,
  },
  optional: [
    ["idColumn", "name", { text: 'name,sku\nDesk Lamp,A-100\n"Chair, ""Office""",B-200\n' }],
    ["failOnRejected", false, {}],
  ],
  steering: ["failOnRejected"],
  variants: [
    ["rows as JSON text", { table: JSON.stringify(ROWS) }, {}],
    [
      "rows as a JSON file",
      { table: { data: Buffer.from(JSON.stringify(ROWS)), contentType: "application/json" } },
      {},
    ],
    ["lists with a header", { table: [["sku", "name"], ...ROWS.map(({ sku, name }) => [sku, name])] }, {}],
    ["one row", { table: ROWS.slice(0, 1) }, { text: "sku,name\nA-100,Desk Lamp\n" }],
    ["CSV text", { table: CSV }, {}],
    ["a compressed CSV file", { table: { data: gzipSync(CSV), contentType: "application/gzip" } }, {}],
    ["a compressed CSV file that is said to be none", { table: file(gzipSync(CSV)) }, {}],
    ["a compressed JSON file", { table: file(gzipSync(JSON.stringify(ROWS))) }, {}],
    ["bytes that are no Buffer", { table: new Uint8Array(Buffer.from(CSV)) }, {}],
    ["a file of bytes that are no Buffer", { table: { data: new Uint8Array(Buffer.from(CSV)) } }, {}],
    ["CSV whose first name is in brackets", { table: "[id],a\n1,2\n" }, { text: "[id],a\n1,2\n" }],
    [
      "a CSV file whose first name is in brackets",
      { table: file(Buffer.from("[id],a\n1,2\n")) },
      { text: "[id],a\n1,2\n" },
    ],
    ["CSV text with its ID column named", { table: CSV, idColumn: "sku" }, {}],
    ["a CSV file", { table: file(Buffer.from(CSV)) }, {}],
    ["the bytes of a CSV file", { table: Buffer.from(CSV) }, {}],
    ["a CSV file as text", { table: { data: CSV, contentType: "text/csv" } }, {}],
    ["a CSV file of a spreadsheet, without the mark in front", { table: file(Buffer.from(`\ufeff${CSV}`)) }, {}],
    [
      "line ends of any kind as they are",
      { table: CSV.replaceAll("\n", "\r\n") },
      { text: CSV.replaceAll("\n", "\r\n") },
    ],
    ["an ID with characters that no path has", { id: "a?c" }, { path: "/lookup-tables/a%3Fc" }],
  ],
  refusals: [
    ["no table ID", { id: "" }, "Lookup Table ID"],
    ["no table", { table: "" }, "Table"],
    ["an empty file", { table: file(Buffer.alloc(0)) }, "Table"],
    ["an empty list", { table: [] }, "Table"],
    ["a compressed file that is cut", { table: file(gzipSync(CSV).subarray(0, 30)) }, "Table"],
    ["a compressed file of nothing", { table: file(gzipSync("")) }, "Table"],
    ["an object that is cut", { table: '{"sku":' }, "Table"],
    ["a number", { table: 7 }, "Table"],
    ["an answer in place of its list", { table: { code: 200, status: "OK", results: ROWS } }, "Table"],
    ["a compressed JSON file of one object", { table: file(gzipSync(JSON.stringify(ROWS[0]))) }, "Table"],
    ["rows without a column", { table: [{}] }, "Table"],
    ["JSON that is cut", { table: '[{"sku":' }, "Table"],
    ["T8: rows of an ID alone", { table: [{ sku: "A-100" }, { sku: "B-200" }] }, "Table"],
    ["T8: lists of an ID alone", { table: [["sku"], ["A-100"]] }, "Table"],
    ["T8: CSV of an ID alone", { table: "sku\nA-100\n" }, "Table"],
    ["only a header", { table: "sku,name\n" }, "Table"],
    ["lists with only a header", { table: [["sku", "name"]] }, "Table"],
    ["a column without a name", { table: "sku,\nA-100,Lamp\n" }, "Table"],
    [
      "a column without a name in lists",
      {
        table: [
          ["sku", null],
          ["A-100", "Lamp"],
        ],
      },
      "Table",
    ],
    ["two columns of one name", { table: "sku,name,name\nA-100,Lamp,Lamp\n" }, "Table"],
    ["a header with a broken quote", { table: 'sku,"name\nA-100,Lamp\n' }, "Table"],
    ["bytes that are not UTF-8", { table: file(Buffer.from("sku,name\nA-100,B\xfcro\n", "latin1")) }, "Table"],
    ["an ID column that the rows lack", { idColumn: "id" }, "ID Column"],
    ["an ID column that is not the first of CSV", { table: CSV, idColumn: "name" }, "ID Column"],
  ],
});

describe("rows that are not usable", () => {
  const wire = useWire();
  const run = (params: object) =>
    runAction("replaceLookupTable", { connection: connections.full, params: { id: ID, table: ROWS, ...params } });
  const duplicate = [...ROWS, { sku: "A-100", name: "Again" }];

  test("fail the step before anything is sent", async () => {
    const { error } = { error: undefined, ...(await run({ table: duplicate })) };
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error).toMatchObject({
      message:
        'replaceLookupTable: 1 of 3 rows are invalid, so the table in Mixpanel was not changed. First: row 3 (counted from 1, without the header): the row has the same ID as row 1, "A-100". Correct the rows and send the whole table again, or turn Fail On Rejected off to get the list as data.',
      failedRecords: [{ index: 2, rule: "row_id_repeated", message: 'the row has the same ID as row 1, "A-100"' }],
      retryable: false,
    });
    expect(wire.current.requests).toEqual([]);
  });

  test("T3: are data where the builder wants them as data, without a response code, as Mixpanel gave none", async () => {
    const { value } = { value: undefined, ...(await run({ table: duplicate, failOnRejected: "false" })) };
    expect(value).toEqual({
      data: {
        code: null,
        status: null,
        replaced: false,
        rows: 3,
        bytes: Buffer.byteLength(CSV),
        failed_records: [{ index: 2, rule: "row_id_repeated", message: 'the row has the same ID as row 1, "A-100"' }],
        failed_records_truncated: false,
      },
    });
    expect(wire.current.requests).toEqual([]);
  });

  const refusal = (count: number) => ({
    status: 400,
    body: {
      code: 400,
      error: "Some data points in the request failed validation.",
      failed_records: Array.from({ length: count }, (_, index) => ({ index, message: "invalid row" })),
      status: "Bad Request",
    },
  });

  test("that Mixpanel finds fail the step", async () => {
    wire.current.reply(refusal(1));
    const { error } = { error: undefined, ...(await run({})) };
    expect(error).toMatchObject({
      code: "validation_failed",
      message: expect.stringContaining("1 of 2 rows are invalid"),
      failedRecords: [{ index: 0, message: "invalid row" }],
    });
  });

  test.each([
    [9, false],
    [10, true],
  ])("%d of Mixpanel's are listed; that there may be more is %p", async (count, truncated) => {
    wire.current.reply(refusal(count));
    const { value } = { value: undefined, ...(await run({ failOnRejected: false })) };
    expect(value).toMatchObject({
      data: {
        code: 400,
        status: "Bad Request",
        replaced: false,
        failed_records: Array.from({ length: count }, (_, index) => ({ index, message: "invalid row" })),
        failed_records_truncated: truncated,
      },
    });
  });
});
