/** Runs the example offline, and checks what came of it: `npm run example warehouse-activation [orders]`. */
import { type Check, main, report } from "../common/offline/main";
import { PLACEHOLDER, wrongCustomers, wrongOrders } from "./offline/check";
import { startRig } from "./offline/rig";
import { CHANGE } from "./offline/sample";

const [, , , given = "10000"] = process.argv;
const ORDERS = Number(given);
const CUSTOMERS = 500;
const ROWS_PER_BATCH = Math.max(10, Math.ceil(ORDERS / 10));

const count = (value: number) => value.toLocaleString("en-US");

async function run(): Promise<boolean> {
  if (!Number.isInteger(ORDERS) || ORDERS < 1_000) throw new Error(`orders: got "${given}", expected at least 1000.`);
  const rig = await startRig({ orders: ORDERS, customers: CUSTOMERS, rowsPerBatch: ROWS_PER_BATCH });
  const checks: Check[] = [];
  const check = (what: string, wrong: readonly string[]) => {
    checks.push([what, wrong.length === 0]);
    for (const each of wrong.slice(0, 3)) console.error(each);
  };
  const stored = () => count(rig.events().length);
  const isPlaceholder = `customer_id = '${PLACEHOLDER}'`;
  try {
    console.log(`Warehouse activation, without an account of anything

  Warehouse  DuckDB with ${count(ORDERS)} orders and ${CUSTOMERS} customers
  Mixpanel   a sandbox at ${rig.sandbox.url}
`);
    const first = await rig.activateOrders({ batch: 4, when: "after" });
    const second = await rig.activateOrders({ batch: 1, when: "before" });
    console.log(
      `1. Activate Orders runs in ${first.batches} batches. The fourth is killed after Mixpanel has its rows, before the position moves.`,
    );
    console.log(
      `   The next run begins there: ${second.batches} batches, the first of which is killed before it sends.`,
    );
    const third = await rig.activateOrders();
    console.log(`   The run after sends these ${third.batches} batches again. Mixpanel has ${stored()} events.`);
    check("After both failures, Mixpanel has each order once.", await wrongOrders(rig));

    const mirrored = await rig.mirrorCustomers();
    console.log(`2. Mirror Customers: ${JSON.stringify(mirrored)}.`);
    const before = await rig.query(`SELECT * FROM orders WHERE NOT (${isPlaceholder}) IS TRUE AND order_id % 40 = 0`);
    await rig.change(CHANGE(ORDERS, CUSTOMERS));
    const later = await rig.activateOrders();
    const changes = await rig.mirrorCustomers();
    console.log(`3. A day later: ${later.batches} batches of changed orders; customers: ${JSON.stringify(changes)}.`);
    check("Each change of an order is an event, with the types of its columns.", await wrongOrders(rig));
    const [sound] = await rig.query(
      `SELECT count(*)::INTEGER AS rows FROM orders WHERE NOT (${isPlaceholder}) IS TRUE`,
    );
    const expected = Number(sound?.rows) + before.length;
    check(`These are all: ${count(expected)} events.`, rig.events().length === expected ? [] : [`${stored()} events`]);
    check("The user profiles equal the table of customers.", await wrongCustomers(rig));
    const [rejected] = await rig.query("SELECT count(*)::INTEGER AS rows FROM mixpanel_rejected");
    const [placeholders] = await rig.query(`SELECT count(*)::INTEGER AS rows FROM orders WHERE ${isPlaceholder}`);
    const named = `${count(Number(rejected?.rows))} orders with a placeholder for their user are named in mixpanel_rejected.`;
    check(named, rejected?.rows === placeholders?.rows ? [] : [`${placeholders?.rows} orders have one`]);

    const requests = rig.requests();
    await rig.activateOrders();
    await rig.mirrorCustomers();
    check("A run without changes sends nothing.", rig.requests() === requests ? [] : ["requests were sent"]);

    await rig.change("DELETE FROM customers WHERE customer_id LIKE '%7%'");
    const stopped = await rig.mirrorCustomers().then(
      () => "was not stopped",
      (error: unknown) => String(error),
    );
    console.log(`4. A table that lacks a quarter of its rows stops the mirror: ${stopped}\n`);
    check(
      "No profile was deleted because of it.",
      rig.profiles().length === CUSTOMERS + 7 && stopped.includes("Max Removed Rows (%)") ? [] : [stopped],
    );
    return report(checks);
  } finally {
    await rig.close();
  }
}

main(run);
