import { wrongCustomers, wrongOrders } from "../offline/check";
import { type Rig, type RigOptions, startRig } from "../offline/rig";

let rig: Rig;
const start = async (options: RigOptions) => {
  rig = await startRig(options);
};
afterEach(() => rig.close());

const FEW = { orders: 300, customers: 40, rowsPerBatch: 50 };

describe("W8: orders", () => {
  it.each([1, 3, 6].flatMap((batch) => (["before", "after"] as const).map((when) => ({ batch, when }))))(
    "W8, expectation 17: a run that is killed at $batch, $when sending, is resumed without a gap or a duplicate",
    async (killed) => {
      await start(FEW);
      const first = await rig.activateOrders(killed);
      expect(first.failures).toHaveLength(1);
      const second = await rig.activateOrders();
      expect(second.batches).toBe(6 - killed.batch + 1);
      expect(second.failures).toEqual([]);
      expect(await wrongOrders(rig)).toEqual([]);
      expect(await rig.activateOrders()).toEqual({ batches: 0, results: [], failures: [] });
    },
  );

  it("W8, expectation 3: an outage fails the execution, and the next run sends its rows", async () => {
    await start(FEW);
    rig.sandbox.faults.add({ kind: "status", status: 401, path: "/import" });
    expect((await rig.activateOrders()).failures).toHaveLength(1);
    await rig.activateOrders();
    expect(await wrongOrders(rig)).toEqual([]);
  });

  it("W8: rows of the same time are neither skipped nor sent twice where a batch ends between them", async () => {
    await start({ ...FEW, rowsPerBatch: 7 });
    const { results } = await rig.activateOrders();
    expect(results.reduce((rows: number, result) => rows + Object(result).rows, 0)).toBe(300);
    expect(await wrongOrders(rig)).toEqual([]);
  });

  it("W8, expectation 1: a corrected row is sent once its time moves on", async () => {
    await start(FEW);
    await rig.activateOrders();
    expect(await rig.query("SELECT DISTINCT sync, reason FROM mixpanel_rejected")).toEqual([
      { sync: "orders", reason: expect.stringContaining('properties.distinct_id: got "anonymous"') },
    ]);
    await rig.change(
      "UPDATE orders SET customer_id = 'customer-7', updated_at = TIMESTAMP '2026-02-03' WHERE customer_id = 'anonymous'",
    );
    const { results } = await rig.activateOrders();
    expect(results).toEqual([{ rows: 3, imported: 3, rejected: 0 }]);
    expect(await wrongOrders(rig)).toEqual([]);
  });
});

describe("W8: customers", () => {
  it("W8, expectation 14: a table without rows deletes nobody", async () => {
    await start(FEW);
    await rig.mirrorCustomers();
    await rig.change("DELETE FROM customers");
    await expect(rig.mirrorCustomers()).rejects.toThrow(/^Rows: got no rows/);
    expect(rig.profiles()).toHaveLength(40);
  });

  it("W8, expectation 9: a value that became null is removed from the profile, and others stay", async () => {
    await start(FEW);
    await rig.mirrorCustomers();
    await rig.change("UPDATE customers SET plan = NULL, tags = NULL WHERE customer_id = 'customer-4'");
    expect(await rig.mirrorCustomers()).toEqual({ added: 0, changed: 1, removed: 0, rejected: 0 });
    expect(await wrongCustomers(rig)).toEqual([]);
  });

  it("W8: a customer who comes back gets a profile again", async () => {
    await start(FEW);
    await rig.mirrorCustomers();
    await rig.change("CREATE TABLE gone AS SELECT * FROM customers WHERE customer_id = 'customer-4'");
    await rig.change("DELETE FROM customers WHERE customer_id = 'customer-4'");
    expect(await rig.mirrorCustomers()).toMatchObject({ removed: 1 });
    await rig.change("INSERT INTO customers SELECT * FROM gone");
    expect(await rig.mirrorCustomers()).toMatchObject({ added: 1, removed: 0 });
    expect(await wrongCustomers(rig)).toEqual([]);
  });

  it("W8, expectation 3: an outage fails the execution, and the next run makes the profiles equal the table", async () => {
    await start(FEW);
    await rig.mirrorCustomers();
    await rig.change("DELETE FROM customers WHERE customer_id = 'customer-4'");
    await rig.change("UPDATE customers SET plan = 'enterprise' WHERE customer_id = 'customer-5'");
    rig.sandbox.faults.add({ kind: "status", status: 401, path: "/engage" });
    await expect(rig.mirrorCustomers()).rejects.toThrow();
    expect(await rig.mirrorCustomers()).toEqual({ added: 0, changed: 1, removed: 1, rejected: 0 });
    expect(await wrongCustomers(rig)).toEqual([]);
  });

  it("W8, expectation 1: a rejected customer is named, and is sent once the row is corrected", async () => {
    await start(FEW);
    await rig.change("INSERT INTO customers (customer_id, email, plan) VALUES ('anonymous', 'a@example.com', 'pro')");
    expect(await rig.mirrorCustomers()).toEqual({ added: 40, changed: 0, removed: 0, rejected: 1 });
    expect(await rig.query("SELECT sync, key FROM mixpanel_rejected")).toEqual([
      { sync: "customers", key: "anonymous" },
    ]);
    await rig.change(
      "UPDATE customers SET customer_id = 'customer-99', signed_up = DATE '2025-06-01' WHERE customer_id = 'anonymous'",
    );
    expect(await rig.mirrorCustomers()).toEqual({ added: 1, changed: 0, removed: 0, rejected: 0 });
    expect(await wrongCustomers(rig)).toEqual([]);
  });
});
