/** The npm package mixpanel-import as a client: what it sends is stored, and what is stored it exports. */
import path from "node:path";
import type { Sandbox } from "../src";
import { runOnSandbox } from "../test/foreignPrograms";
import { firstProperties, groupOf, NOW_SECONDS, profileOf, startStill, storedIn } from "../test/ingestionClient";

const PEERS = path.resolve(__dirname, "../../bench/peers");
const ACCOUNTS = "55b4fb2b-e8de-466c-930f-8b36640b9b5e";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ https: true });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Runs a job of it; `records` and `options` are JavaScript. Returns its summary. */
function job(records: string, options: string, credentials: object = {}): Promise<unknown> {
  const account = {
    acct: "sandbox.user",
    pass: "sandbox-secret",
    project: "1",
    token: "sandbox-token",
    ...credentials,
  };
  const program = `
    const run = require("mixpanel-import");
    const options = { logs: false, verbose: false, strict: true, ...${options} };
    const { success, failed, errors, responses } = await run(${JSON.stringify(account)}, ${records}, options);
    return { success, failed, errors, responses };`;
  return runOnSandbox(sandbox, program, PEERS);
}

const EVENTS = `Array.from({ length: 2500 }, (_, index) => ({
  event: "Viewed",
  properties: { time: ${NOW_SECONDS} - 3000 + index, distinct_id: "user-" + (index % 10), $insert_id: "insert-" + index, index },
}))`;

test.each(["gzip", "no compression"])("B8: it imports events in batches of 2,000, with %s", async (compression) => {
  const options = `{ recordType: "event", compress: ${compression === "gzip"} }`;
  expect(await job(EVENTS, options)).toMatchObject({ success: 2500, failed: 0, errors: {} });
  expect(storedIn(sandbox)).toHaveLength(2500);
  expect(firstProperties(sandbox)).toMatchObject({ distinct_id: "user-0", $insert_id: "insert-0", index: 0 });
  const imports = sandbox.requests.list({}).map(({ operationId, host, status }) => [operationId, host, status]);
  expect(imports).toEqual(Array(2).fill(["import-events", "api.mixpanel.com", 200]));
});

test("B8: it counts the events that are refused, with their reasons", async () => {
  const records = `[...${EVENTS}.slice(0, 3),
    { event: "", properties: { time: ${NOW_SECONDS}, distinct_id: "user-1", $insert_id: "a" } },
    { event: "Viewed", properties: { time: ${NOW_SECONDS + 86_400}, distinct_id: "user-1", $insert_id: "b" } }]`;
  expect(await job(records, '{ recordType: "event" }')).toMatchObject({
    success: 3,
    failed: 2,
    errors: {
      "'event' is invalid: must be a non-empty string": 1,
      "'properties.time' is invalid: must not be more than one hour in the future": 1,
    },
  });
  expect(storedIn(sandbox)).toHaveLength(3);
});

test("B8: it updates user and group profiles, and replaces a lookup table", async () => {
  const users =
    '[{ $distinct_id: "user-1", plan: "pro" }, { $token: "sandbox-token", $distinct_id: "user-2", $add: { visits: 3 } }]';
  expect(await job(users, '{ recordType: "user", fixData: true }')).toMatchObject({ success: 2, failed: 0 });
  expect(profileOf(sandbox, "user-1")).toMatchObject({ plan: "pro" });
  expect(profileOf(sandbox, "user-2")).toMatchObject({ visits: 3 });

  const groups = '[{ $token: "sandbox-token", $group_key: "company", $group_id: "Acme", $set: { seats: 5 } }]';
  expect(await job(groups, '{ recordType: "group" }', { groupKey: "company" })).toMatchObject({
    success: 1,
    failed: 0,
  });
  expect(groupOf(sandbox, "company", "Acme")).toMatchObject({ seats: 5 });

  await job(JSON.stringify("id,plan\nacme,pro\n"), '{ recordType: "table" }', { lookupTableId: ACCOUNTS });
  const table = sandbox.projects.get(1)?.slices.get("lookupTables")?.[ACCOUNTS];
  expect(table).toMatchObject({ rows: { acme: { plan: "pro" } } });
});

test("B8: it exports what it imported: events to a file, and profiles", async () => {
  await job(EVENTS, '{ recordType: "event" }');
  await job('[{ $token: "sandbox-token", $distinct_id: "user-1", $set: { plan: "pro" } }]', '{ recordType: "user" }');
  const file = 'require("node:path").join(process.env.OUTPUT, "events.ndjson")';
  const range = 'start: "2024-06-15", end: "2024-06-15"';
  expect(await job("null", `{ recordType: "export", ${range}, where: ${file} }`)).toMatchObject({ success: 2500 });
  const profiles = '{ recordType: "profile-export", where: process.env.OUTPUT }';
  expect(await job("null", profiles)).toMatchObject({ success: 1, failed: 0 });
});
