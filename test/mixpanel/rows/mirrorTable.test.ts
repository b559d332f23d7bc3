import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { mirrorRows } from "../../../src/mixpanel/rows/mirrorRows";
import type { MirrorOptions, MirrorResult } from "../../../src/mixpanel/rows/mirrorTypes";
import type { RowInput } from "../../../src/mixpanel/rows/source";
import { fakeTime } from "../../support/fakeTime";

const TABLE = "1297297a-43a7-4cac-82b0-635d2bd88aac";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterEach(() => sandbox.close());

const mirror = (rows: RowInput, previous?: MirrorResult, options: Partial<MirrorOptions> = {}) => {
  const credentials = { username: "sandbox.user", password: "sandbox-secret" };
  const transport = fakeTime().options;
  const client = new MixpanelClient({ credentials, projectId: "1", apiHost: sandbox.url, transport });
  const target = { kind: "table", tableId: TABLE } as const;
  return mirrorRows(client, rows, { target, state: previous?.mirror.state, ...options });
};

const requests = () => sandbox.requests.list({}).length;
const stored = () => {
  const tables = sandbox.projects.get(1)?.slices.get("lookupTables");
  return Object(Object(tables)[TABLE]).rows;
};
const ROWS = Array.from({ length: 20 }, (_, n) => ({ id: `p${n}`, name: `Product ${n}`, price: n }));

describe("mirrorRows: a lookup table", () => {
  it("W3, expectation 16: replaces the table, and sends nothing if it has not changed, whatever the order of its rows", async () => {
    const first = await mirror(ROWS);
    expect(first).toMatchObject({
      mode: "mirror",
      imported: 20,
      held: 0,
      mirror: { unchanged: 0, state: { rows: 20 } },
    });
    expect(Object.keys(stored())).toHaveLength(20);
    const second = await mirror([...ROWS].reverse(), first);
    expect(second).toMatchObject({ received: 20, imported: 0, held: 0, rejected: 0, resume_from: null, batches: 0 });
    expect(second.mirror).toMatchObject({ unchanged: 20, state: first.mirror.state });
    expect(requests()).toBe(1);
  });

  it("W3, expectation 16: a new column without a value sends nothing; a value in it does", async () => {
    const first = await mirror(ROWS);
    await mirror(
      ROWS.map((row) => ({ ...row, colour: null })),
      first,
    );
    expect(requests()).toBe(1);
    await mirror(
      ROWS.map((row) => ({ ...row, colour: row.id === "p3" ? "red" : null })),
      first,
    );
    expect(requests()).toBe(2);
    expect(stored().p3).toMatchObject({ colour: "red" });
  });

  it("W3: sends the whole table if a row is changed, added or gone", async () => {
    let last = await mirror(ROWS);
    for (const rows of [
      ROWS.map((row) => (row.id === "p3" ? { ...row, price: 99 } : row)),
      [...ROWS, { id: "new", name: "New", price: 1 }],
      ROWS.slice(1),
    ]) {
      last = await mirror(rows, last);
      expect(last.imported).toBe(rows.length);
      expect(Object.keys(stored())).toHaveLength(rows.length);
    }
    expect((await mirror(ROWS.slice(1), last, { resendAll: true })).imported).toBe(19);
  });

  it("W3, expectation 14: stops if the table has lost more rows than allowed, unless that is meant", async () => {
    const first = await mirror(ROWS);
    await expect(mirror(ROWS.slice(3), first)).rejects.toThrow(/^Max Removed Rows \(%\): got 3 of 20 rows/);
    await expect(mirror([], first, { allowEmpty: true, maxRemovedPercent: 100 })).rejects.toThrow(/at least/);
    expect(requests()).toBe(1);
    expect((await mirror(ROWS.slice(3), first, { maxRemovedPercent: 20 })).imported).toBe(17);
  });

  it("W3, expectation 15: a repeated or empty ID is named, nothing is sent, and the state stays", async () => {
    const first = await mirror(ROWS);
    const second = await mirror([...ROWS, { id: "p1", name: "x", price: 1 }, { id: null, name: "y", price: 1 }], first);
    expect(second.rejected_rows).toMatchObject([
      { position: 20, rule: "row_id_repeated" },
      { position: 21, rule: "row_id_missing" },
    ]);
    expect(second).toMatchObject({ imported: 0, held: 20, mirror: { unchanged: 0, state: first.mirror.state } });
    expect(requests()).toBe(1);
  });

  it("W3: validateOnly sends nothing, and keeps the state", async () => {
    const first = await mirror(ROWS);
    const second = await mirror(ROWS.slice(1), first, { validateOnly: true });
    expect(second).toMatchObject({ imported: 0, mirror: { state: first.mirror.state } });
    expect(requests()).toBe(1);
  });

  it("W3: refuses the state of another table", async () => {
    const first = await mirror(ROWS);
    const target = { kind: "table", tableId: "55b4fb2b-e8de-466c-930f-8b36640b9b5e" } as const;
    await expect(mirror(ROWS, first, { target })).rejects.toThrow(/another project or target/);
  });
});
