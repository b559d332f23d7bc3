import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runAction, runDataSource } from "../../support/harness";
import { sandboxConnection } from "../../support/inSandbox";

const CATALOG = "1297297a-43a7-4cac-82b0-635d2bd88aac";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z" });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const step = (params: Record<string, unknown>) => ({ connection: sandboxConnection(sandbox), params });
const stored = () => sandbox.state(1)?.slices?.lookupTables?.[CATALOG];

test("a table from rows replaces the whole table", async () => {
  await runAction("replaceLookupTable", step({ id: CATALOG, table: [{ sku: "OLD", name: "Old" }] }));
  const rows = Array.from({ length: 5_000 }, (_, i) => ({ name: `Lamp ${i}, "bright"`, sku: `A-${i}` }));
  const { value } = {
    value: undefined,
    ...(await runAction("replaceLookupTable", step({ id: CATALOG, table: rows, idColumn: "sku" }))),
  };
  expect(value).toMatchObject({ data: { code: 200, status: "OK", replaced: true, rows: 5_000 } });
  expect(stored()).toEqual({
    name: "Product Catalog",
    header: ["sku", "name"],
    rows: Object.fromEntries(rows.map(({ sku, name }) => [sku, { name }])),
  });
});

test("a rejected table leaves the old table unchanged", async () => {
  await runAction("replaceLookupTable", step({ id: CATALOG, table: "sku,name\nA,Lamp\n" }));
  const { value } = {
    value: undefined,
    ...(await runAction(
      "replaceLookupTable",
      step({ id: CATALOG, table: "sku,name\nB,Desk\n,Chair\n", failOnRejected: false }),
    )),
  };
  expect(value).toMatchObject({ data: { replaced: false, failed_records: [{ index: 1 }] } });
  expect(stored()).toMatchObject({ rows: { A: { name: "Lamp" } } });
});

test("the error for an unknown table says that it does not exist", async () => {
  const { error } = {
    error: undefined,
    ...(await runAction("replaceLookupTable", step({ id: "missing", table: "sku,name\nA,Lamp\n" }))),
  };
  expect(error).toMatchObject({
    status: 404,
    message: expect.stringContaining("Lookup table with id 'missing' was not found"),
  });
});

test("tables are listed for a step, and as choices by name", async () => {
  const { value } = { value: undefined, ...(await runAction("listLookupTables", step({}))) };
  expect(value).toMatchObject({ data: { results: [{ name: "Accounts" }, { id: CATALOG, name: "Product Catalog" }] } });
  const choices = { value: undefined, ...(await runDataSource("lookupTables", step({}))) };
  expect(choices.value).toEqual({
    result: [
      { key: "55b4fb2b-e8de-466c-930f-8b36640b9b5e", label: "Accounts" },
      { key: CATALOG, label: "Product Catalog" },
    ],
  });
});
