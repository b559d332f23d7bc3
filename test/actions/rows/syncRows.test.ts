import { gunzipSync } from "node:zlib";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelValidationError } from "../../../src/mixpanel/errors";
import { connectionWith } from "../../support/connection";
import { runAction } from "../../support/harness";
import { runInSandbox, sandboxConnection } from "../../support/inSandbox";
import { closeServers, serve } from "../../support/localServer";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, sample: true, limits: false });
});
afterEach(async () => {
  await sandbox.close();
  await closeServers();
});

const TOKEN = { projectToken: "sandbox-token" };
const sync = (params: Record<string, unknown>) => runInSandbox(sandbox, "syncRows", params, TOKEN);
const ROWS = [
  { order: 1, user_id: "u-1", at: "2026-01-15 10:00:00", mail: "a@example.com", amount: "12.50" },
  { order: 2, user_id: "u-2", at: "2026-02-30", mail: null, amount: "7" },
];
const VALUES = { eventName: "Row Stored", timeColumn: "at", distinctIdColumn: "user_id", insertIdColumns: ["order"] };
const EVENTS = { configuration: "events", values: VALUES };

const stored = async () => {
  const days = { from_date: "2026-01-14", to_date: "2026-01-16", event: "Row Stored" };
  return (await runInSandbox(sandbox, "downloadData", days)).events;
};
const profile = async (distinct_id: string) =>
  (await runInSandbox(sandbox, "queryProfiles", { distinct_ids: [distinct_id] })).results[0]?.$properties;

describe("syncRows: events", () => {
  it("W1, W4, expectation 1: stores good rows, and returns a wrong one with position, row, field and reason", async () => {
    const result = await sync({ rows: ROWS, target: EVENTS, mapping: [{ column: "amount", type: "number" }] });
    expect(result).toMatchObject({ target: "events", mode: "insert", received: 2, imported: 1, rejected: 1, held: 0 });
    expect(result.rejected_rows).toEqual([
      {
        status: "not_loaded",
        position: 1,
        row: ROWS[1],
        field: "properties.time",
        column: "at",
        rule: "time_impossible",
        message: expect.stringContaining("2026-02-30"),
      },
    ]);
    expect(await stored()).toMatchObject([
      { event: "Row Stored", properties: { distinct_id: "u-1", amount: 12.5, order: 1, mail: "a@example.com" } },
    ]);
  });

  it("W4, expectation 4: a second, unchanged run stores nothing more", async () => {
    const rows = ROWS.map((row) => ({ ...row, at: "2026-01-15" }));
    for (let run = 0; run < 2; run++) await sync({ rows, target: EVENTS });
    expect(await stored()).toHaveLength(2);
  });

  it("W1: the columns chosen for the insert ID count more than a column of that name", async () => {
    const rows = [1, 2].map((order) => ({ ...ROWS[0], order, insert_id: "same-for-all" }));
    await sync({ rows, target: EVENTS });
    expect(await stored()).toHaveLength(2);
  });

  it.each([
    ["rows of the form", { mapping: [{ column: "mail", property: "Mail" }] }],
    ["rows of the form as JSON text", { mapping: '[{"column": "mail", "property": "Mail"}]' }],
    ["an object", { mappingJson: { Mail: "mail" } }],
    ["JSON text", { mappingJson: '{"Mail": "mail"}' }],
    ["key-value pairs", { mappingJson: [{ key: "Mail", value: "mail" }] }],
    ["an object field map", { mappingJson: { fields: [{ field: { key: "mail" }, mappedField: { key: "Mail" } }] } }],
    ["the data of a JSON form", { mappingJson: [{ source: "mail", destination: "Mail" }] }],
    [
      "a form and JSON together",
      { mapping: [{ column: "order" }], mappingJson: { Mail: "mail", at: { constant: "x" } } },
    ],
  ])("W1: takes a mapping as %s", async (_what, mapping) => {
    await sync({ rows: [ROWS[0]], target: EVENTS, ...mapping });
    const [event] = await stored();
    expect(event.properties).toMatchObject({ Mail: "a@example.com" });
    expect(event.properties).not.toHaveProperty("mail");
  });

  it("W1: drops unmapped columns, gives reserved names, and reads times in the chosen zone", async () => {
    const target = { configuration: "events", values: { ...VALUES, insertIdColumns: [] } };
    const rows = [{ ...ROWS[0], city: "Rome" }];
    const conversion = { reservedNames: true, timeZone: "+02:00" };
    await sync({ rows, target, conversion, mappingJson: { total: "amount" } });
    const [passed] = await stored();
    expect(passed.properties).toMatchObject({ $city: "Rome", total: "12.50", time: Date.UTC(2026, 0, 15, 8) / 1000 });
    await sync({ rows, target, conversion: { unmappedColumns: "drop" }, mappingJson: { n: "order" } });
    const [, dropped] = await stored();
    expect(Object.keys(dropped.properties).filter((name) => !name.startsWith("$") && !name.startsWith("mp_"))).toEqual(
      expect.arrayContaining(["n", "distinct_id", "time"]),
    );
    expect(dropped.properties).not.toHaveProperty("mail");
  });

  it.each([
    ["two sources of a field", { mappingJson: { time: "order" } }, /^Mapping: got two sources for "time"/],
    ["two sources of a property", { mapping: [{ column: "mail", property: "m" }], mappingJson: { m: "order" } }, /"m"/],
    ["a property without a column", { mapping: [{ property: "plan" }] }, /^Mapping: got no column for "plan"/],
    ["no mapping", { mappingJson: 7 }, /^Mapping as JSON: got 7/],
    ["text that is no JSON", { mappingJson: "{mail" }, /^Mapping as JSON: got text that is not JSON/],
    ["an unknown type", { mapping: [{ column: "mail", type: "money" }] }, /^Mapping, row 1, Type: got "money"/],
    ["an unknown column", { mappingJson: { m: "Mail" } }, /^Mapping: got the column "Mail".*Did you mean "mail"/],
    [
      "a name and a column of names",
      { target: { ...EVENTS, values: { ...VALUES, eventColumn: "mail" } } },
      /^Event Name: got "Row Stored", and the column/,
    ],
    ["an unknown zone", { conversion: { timeZone: "Mars" } }, /^Time Zone/],
    ["no rows", { rows: "" }, /^Rows: got ""/],
    ["rows of another type", { rows: 7 }, /^Rows: got 7/],
  ])("W1, expectation 19: refuses %s before anything is sent", async (_what, params, message) => {
    await expect(sync({ rows: ROWS, target: EVENTS, ...params })).rejects.toThrow(message);
    expect(await stored()).toEqual([]);
  });

  it("W4: validates only, begins at a position, lists few rows and returns files", async () => {
    const rows = Array.from({ length: 6 }, (_, order) => ({ ...ROWS[order % 2], order }));
    expect(await sync({ rows, target: EVENTS, sending: { validateOnly: true } })).toMatchObject({
      imported: 0,
      rejected: 3,
    });
    expect(await stored()).toEqual([]);
    const run = { rows, target: EVENTS, sending: { resumeFrom: 2 }, resultOptions: { maxListed: 1, files: true } };
    const outcome = await runAction("syncRows", { connection: sandboxConnection(sandbox, TOKEN), params: run });
    const data = Object(Object(outcome).value).data;
    expect(data).toMatchObject({
      received: 4,
      imported: 2,
      rejected: 2,
      rejected_rows_truncated: true,
      held_file: null,
    });
    expect(data.rejected_rows).toHaveLength(1);
    // The form that the platform has for files, which also Rows takes.
    expect(data.rejected_file).toMatchObject({ data: expect.any(Buffer), contentType: "application/gzip", rows: 2 });
    const lines = gunzipSync(data.rejected_file.data).toString("utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).row)).toEqual([rows[3], rows[5]]);
    const again = await sync({
      rows: data.rejected_file,
      target: EVENTS,
      mappingJson: { time: { constant: 0 } },
    }).catch((error: Error) => error.message);
    expect(again).toMatch(/two sources for "time"/);
  });

  it("W4: fails the step on request, and names the first row; rows that were accepted stay", async () => {
    const failing = sync({ rows: ROWS, target: EVENTS, failOnRejected: true });
    await expect(failing).rejects.toThrow(MixpanelValidationError);
    await expect(failing).rejects.toThrow(
      /^syncRows: 1 of 2 rows were rejected, 1 were accepted\. First: row at position 1 .*2026-02-30/,
    );
    expect(await stored()).toHaveLength(1);
  });
});

describe("syncRows: an outage", () => {
  it("W4, expectation 3: rows that an outage kept are a list of their own, and the log says where to go on", async () => {
    const { url } = await serve((response) => response.writeHead(503).end());
    const connection = connectionWith({
      ...sandboxConnection(sandbox).fields,
      apiHost: url,
      maxRetries: "0",
    });
    const outcome = await runAction("syncRows", { connection, params: { rows: ROWS, target: EVENTS } });
    expect(outcome).toMatchObject({
      value: { data: { imported: 0, rejected: 1, held: 1, resume_from: 0, stopped_by: "outage" } },
    });
    expect(Object(outcome).value.data.held_rows).toMatchObject([{ position: 0, row: ROWS[0] }]);
    expect(JSON.stringify(outcome.logs)).toContain("Resume From 0");
    const failing = await runAction("syncRows", {
      connection,
      params: { rows: [ROWS[0]], target: EVENTS, failOnRejected: true },
    });
    expect(String(Object(failing).error)).toMatch(/1 were held back by an outage.*Resume From 0/);
  });
});

describe("syncRows: profiles and tables", () => {
  it("W1, W3: updates user profiles in each mode", async () => {
    const users = (mode: string) => ({ configuration: "users", values: { distinctIdColumn: "user_id", mode } });
    await sync({ rows: [{ user_id: "w-1", plan: "pro", visits: 2 }], target: users("upsert") });
    await sync({ rows: [{ user_id: "w-1", plan: "free", city: "Rome" }], target: users("onlyIfAbsent") });
    await sync({ rows: [{ user_id: "w-1", n: 3 }], target: users("addUp"), mappingJson: { visits: "n" } });
    expect(await profile("w-1")).toMatchObject({ plan: "pro", city: "Rome", visits: 5 });
    await sync({ rows: [{ user_id: "w-1", plan: null }], target: users(""), conversion: { nullValues: "unset" } });
    expect(await profile("w-1")).not.toHaveProperty("plan");
  });

  it("W1: takes the name of the target alone, where columns have the names of its fields", async () => {
    expect(await sync({ rows: "distinct_id,plan\nw-2,pro\n", target: "users" })).toMatchObject({ imported: 1 });
    expect(await profile("w-2")).toMatchObject({ plan: "pro" });
  });

  it("W1: updates group profiles with a group key for all rows or of a column", async () => {
    const byName = { configuration: "groups", values: { groupKey: "company", groupIdColumn: "id" } };
    const rows = [{ id: "Rows Inc.", seats: 5, kind: "company" }];
    expect(await sync({ rows, target: byName })).toMatchObject({ target: "groups", imported: 1, rejected: 0 });
    const byColumn = { configuration: "groups", values: { groupKeyColumn: "kind", groupIdColumn: "id" } };
    expect(await sync({ rows, target: byColumn })).toMatchObject({ imported: 1 });
    const both = { configuration: "groups", values: { ...byName.values, groupKeyColumn: "kind" } };
    await expect(sync({ rows, target: both })).rejects.toThrow(/^Group Key: got "company", and the column "kind"/);
  });

  it("W1, W4: replaces a lookup table, or nothing of it if a row is wrong", async () => {
    const tables = await runInSandbox(sandbox, "listLookupTables");
    const target = { configuration: "table", values: { tableId: tables.results[0].id, idColumn: "sku" } };
    const rows = [
      { sku: "A", price: 1 },
      { sku: "A", price: 2 },
    ];
    expect(await sync({ rows, target })).toMatchObject({ imported: 0, rejected: 1, held: 1, resume_from: 0 });
    expect(await sync({ rows: rows.slice(0, 1), target })).toMatchObject({ mode: "replace", imported: 1, rejected: 0 });
  });
});
