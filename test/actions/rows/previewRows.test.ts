import component from "../../../src";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const wire = useWire();

beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2026, 0, 20)));
afterEach(() => jest.restoreAllMocks());

async function preview(params: Record<string, unknown>) {
  const outcome = await runAction("previewRows", { connection: connections.full, params });
  if (!("value" in outcome)) throw outcome.error;
  expect(wire.current.requests).toEqual([]);
  return JSON.parse(JSON.stringify(Object(outcome.value).data));
}

const events = (values: object = {}) => ({
  configuration: "events",
  values: { eventName: "Order", timeColumn: "at", distinctIdColumn: "user", ...values },
});

describe("previewRows", () => {
  it("W5, expectation 20: shows events as they would be sent, with violations, and sends nothing", async () => {
    const rows = [
      { user: 7, at: "2026-01-15", amount: "12.50" },
      { user: "u-2", at: "never", amount: "x" },
      { user: "null", at: 5, amount: "1" },
    ];
    const result = await preview({ rows, target: events(), mapping: [{ column: "amount", property: "Amount" }] });
    expect(result).toMatchObject({
      target: "events",
      mode: "insert",
      columns: ["user", "at", "amount"],
      previewed: 3,
      rejected: 2,
      warnings: [],
    });
    const [good, unreadable, wrong] = result.rows;
    expect(good).toEqual({
      position: 0,
      row: rows[0],
      record: {
        event: "Order",
        properties: {
          time: Date.UTC(2026, 0, 15),
          distinct_id: "7",
          Amount: "12.50",
          $insert_id: expect.stringMatching(/^[\w-]{1,36}$/),
        },
      },
      violations: [],
    });
    expect(unreadable).toMatchObject({
      position: 1,
      row: rows[1],
      record: null,
      violations: [{ field: "properties.time", column: "at", rule: "time_format" }],
    });
    // Every rule that it breaks, not the first alone.
    expect(wrong.record).toMatchObject({ properties: { distinct_id: "null" } });
    expect(wrong.violations).toMatchObject([
      { field: "properties.time", column: "at", rule: "time_too_early" },
      { field: "properties.distinct_id", column: "user", rule: "distinct_id_refused" },
    ]);
  });

  it("W5: has the insert ID that Sync Rows sends", async () => {
    wire.current.replyAlways(({ json }) => ({
      body: { code: 200, status: "OK", num_records_imported: Array.isArray(json) ? json.length : 0 },
    }));
    const params = { rows: [{ user: "u", at: "2026-01-15", n: 1 }], target: events({ insertIdColumns: ["n"] }) };
    const [{ record }] = (await preview(params)).rows;
    await runAction("syncRows", { connection: connections.full, params });
    expect(wire.current.last?.json).toEqual([record]);
  });

  it("W5: shows updates of profiles without the token, and those of groups", async () => {
    const users = { configuration: "users", values: { distinctIdColumn: "id", ignoreTime: true } };
    const rows = [
      { id: 1, email: "a@example.com" },
      { id: "", email: "b" },
    ];
    const result = await preview({ rows, target: users, conversion: { reservedNames: true } });
    expect(result.rows[0].record).toEqual({ $ignore_time: true, $distinct_id: "1", $set: { $email: "a@example.com" } });
    expect(result.rows[1].violations).toMatchObject([{ field: "$distinct_id", column: "id" }]);
    const groups = { configuration: "groups", values: { groupKey: "company", groupIdColumn: "id" } };
    expect((await preview({ rows, target: groups })).rows[0].record).toEqual({
      $group_key: "company",
      $group_id: "1",
      $set: { email: "a@example.com" },
    });
  });

  it("W5, expectation 15: shows rows of a lookup table, the ID first, and names one that is repeated or empty", async () => {
    const target = { configuration: "table", values: { tableId: "t-1", idColumn: "sku" } };
    const result = await preview({ rows: "price,sku\n1,a\n2,a\n3,\n4\n", target });
    expect(result.rows.map(({ record }: { record: unknown }) => record)).toEqual([
      { sku: "a", price: "1" },
      { sku: "a", price: "2" },
      { sku: "", price: "3" },
      null,
    ]);
    const rules = result.rows.map(({ violations }: { violations: { rule: string }[] }) => violations[0]?.rule);
    expect(rules).toEqual([undefined, "row_id_repeated", "row_id_missing", "row_fields"]);
  });

  it("W5: reads the first 10 rows by default, or as many as asked for", async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ user: `u${n}`, at: 1_700_000_000, n }));
    expect(await preview({ rows, target: events() })).toMatchObject({ previewed: 10 });
    expect(await preview({ rows, target: events(), maxRows: "25" })).toMatchObject({ previewed: 25 });
    expect(await preview({ rows: [], target: events() })).toMatchObject({ previewed: 0, rows: [], columns: [] });
    await expect(preview({ rows, target: events(), maxRows: 0 })).rejects.toThrow(/^Max Rows: got 0/);
  });

  it("W5: warns of values of two types, and refuses what Sync Rows would refuse", async () => {
    const rows = [1, "2"].map((n) => ({ user: "u", at: 1_700_000_000, n }));
    expect((await preview({ rows, target: events() })).warnings).toMatchObject([{ rule: "type_differs", position: 1 }]);
    await expect(preview({ rows, target: events({ timeColumn: "when" }) })).rejects.toThrow(/^Mapping: got the column/);
  });

  it("W5: is safe to run while designing, and has the inputs of Sync Rows that say what is sent", () => {
    expect(component.actions.previewRows?.performSafety).toBe("SAFE");
    const keysOf = (action: string) => component.actions[action]?.inputs.map(({ key }) => key);
    expect(keysOf("syncRows")).toEqual(
      expect.arrayContaining(keysOf("previewRows")?.filter((key) => key !== "maxRows") ?? []),
    );
  });
});
