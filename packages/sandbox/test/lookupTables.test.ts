import { gzipSync } from "node:zlib";
import type { Sandbox } from "../src";
import { csvRows } from "../src/ingest/csvTable";
import { get, SERVICE_ACCOUNT, send, startStill } from "./ingestionClient";

const ACCOUNTS = "55b4fb2b-e8de-466c-930f-8b36640b9b5e";
const PATH = `/lookup-tables/${ACCOUNTS}?project_id=1`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

function put(csv: string | Buffer, path = PATH, headers: Record<string, string> = {}) {
  const body = typeof csv === "string" ? csv : new Uint8Array(csv);
  const allHeaders = { Authorization: SERVICE_ACCOUNT, "Content-Type": "text/csv", ...headers };
  return send(sandbox, path, { method: "PUT", headers: allHeaders, body });
}

function table(): unknown {
  return sandbox.projects.get(1)?.slices.get("lookupTables")?.[ACCOUNTS];
}

test("GET /lookup-tables lists the project's tables", async () => {
  const answer = await get(sandbox, "/lookup-tables?project_id=1");
  expect([answer.status, answer.json]).toEqual([
    200,
    {
      code: 200,
      status: "OK",
      results: [
        { id: ACCOUNTS, name: "Accounts" },
        { id: "1297297a-43a7-4cac-82b0-635d2bd88aac", name: "Product Catalog" },
      ],
    },
  ]);
});

describe("PUT /lookup-tables/{id}", () => {
  test("replaces the whole table", async () => {
    await put("id,plan\nold,free\n");
    const answer = await put('id,plan,note\r\nacme,pro,"says ""hi"", twice"\r\nbeta,free,"two\nlines"\r\n');
    expect([answer.status, answer.json]).toEqual([200, { code: 200, status: "OK" }]);
    expect(table()).toEqual({
      name: "Accounts",
      header: ["id", "plan", "note"],
      rows: { acme: { plan: "pro", note: 'says "hi", twice' }, beta: { plan: "free", note: "two\nlines" } },
    });
  });

  test("takes gzip", async () => {
    const answer = await put(gzipSync("id,plan\nacme,pro\n"), PATH, { "Content-Encoding": "gzip" });
    expect([answer.status, table()]).toMatchObject([200, { rows: { acme: { plan: "pro" } } }]);
  });

  test("refuses the whole table for one bad row, and names the row", async () => {
    await put("id,plan\nacme,pro\n");
    const answer = await put("id,plan\nbeta,free\n,free\ngamma\n");
    expect([answer.status, answer.json]).toEqual([
      400,
      {
        code: 400,
        error: "Some data points in the request failed validation.",
        status: "Bad Request",
        failed_records: [
          { index: 1, message: "primary key is required and cannot be blank" },
          { index: 2, message: "invalid row: wrong number of fields" },
        ],
      },
    ]);
    expect(table()).toMatchObject({ rows: { acme: { plan: "pro" } } });
  });

  test("names the first ten bad rows at most", async () => {
    const answer = await put(`id,plan\n${"x\n".repeat(30)}`);
    expect(answer.json).toMatchObject({ failed_records: Array.from({ length: 10 }, (_, index) => ({ index })) });
  });

  test.each<[string, string]>([
    ["an empty file", ""],
    ["a header with a nameless column", "id,,b\n1,2,3\n"],
    ["a header with a name twice", "id,a,a\n1,2,3\n"],
  ])("refuses %s", async (_what, csv) => {
    expect((await put(csv)).status).toBe(400);
  });

  test("T8: refuses a table of one column: there is nothing to enrich with", async () => {
    await put("id,plan\nacme,pro\n");
    const answer = await put("id\nacme\n");
    expect([answer.status, answer.json]).toMatchObject([
      400,
      { failed_records: [{ index: 0, message: "the table must contain at least 2 columns" }] },
    ]);
    expect(table()).toMatchObject({ rows: { acme: { plan: "pro" } } });
  });

  test("T8: refuses a table with a key twice, and names both rows", async () => {
    const answer = await put("id,plan\nacme,pro\nbeta,free\nacme,free\n");
    expect(answer.json).toMatchObject({
      failed_records: [{ index: 2, message: "invalid row: row indexes 0 and 2 have the same primary key" }],
    });
  });

  test("answers 404 to a table that is not there", async () => {
    const answer = await put("id,a\n1,2\n", "/lookup-tables/f077cb07-008a-4955-8a4a-b4c163db3a87?project_id=1");
    expect([answer.status, answer.json]).toEqual([
      404,
      {
        code: 404,
        error: "Lookup table with id 'f077cb07-008a-4955-8a4a-b4c163db3a87' was not found.",
        status: "Not Found",
      },
    ]);
  });

  test("refuses JSON", async () => {
    expect((await put("[]", PATH, { "Content-Type": "application/json" })).status).toBe(415);
  });

  test("takes 100 calls a day", async () => {
    for (let call = 0; call < 100; call += 1) await put("id,a\n1,2\n");
    const refused = await put("id,a\n1,2\n");
    sandbox.clock.advance(86_400_000);
    const nextDay = await put("id,a\n1,2\n");
    expect([refused.status, refused.headers.get("retry-after"), nextDay.status]).toEqual([429, "86400", 200]);
  });
});

describe("CSV", () => {
  test.each<[string, string, (string[] | null)[]]>([
    [
      "plain rows",
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "no newline at the end",
      "a,b\n1,",
      [
        ["a", "b"],
        ["1", ""],
      ],
    ],
    ["quotes, doubled quotes, commas and newlines", '"a ""x""","b,\r\nc"\n', [['a "x"', "b,\r\nc"]]],
    ["empty lines and a byte order mark", "\ufeffa\n\n\r\nb\n", [["a"], ["b"]]],
    ["a quote inside a plain field", 'a"b,c\nd,e\n', [null, ["d", "e"]]],
    ["text after a closing quote", '"a"b,c\nd,e\n', [null, ["d", "e"]]],
    ["a quote that is never closed", '"a,b\n', [null]],
  ])("%s", (_what, csv, rows) => {
    expect([...csvRows(csv)].map(({ fields }) => fields)).toEqual(rows);
  });
});
