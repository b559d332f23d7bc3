import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { storedAll } from "../../support/ingestion";
import { useWire } from "../../support/wire";

const wire = useWire();

const valid = { event: "Signed Up", properties: { time: 1700000000, distinct_id: "user-1", $insert_id: "signup-1" } };
const invalid = { event: "Signed Up", properties: { time: 1700000000, distinct_id: "user-2", $insert_id: "signup:2" } };
const importing = (params: Record<string, unknown>) =>
  runAction("importEvents", { connection: connections.full, params: { events: [valid, invalid], ...params } });
const failure = { index: 1, field: expect.stringContaining("$insert_id"), message: expect.any(String) };

test("Validate Only lists the records that violate a rule, and sends nothing", async () => {
  expect(await importing({ validateOnly: true, failOnRejected: false })).toMatchObject({
    value: { data: { received: 2, imported: 0, failed: 1, failed_records: [failure] } },
  });
  expect(wire.current.requests).toEqual([]);
});

test("Skip Invalid leaves out invalid records and lists them, and sends the others", async () => {
  wire.current.reply({ body: { code: 200, num_records_imported: 1, status: "OK" } });
  expect(await importing({ skipInvalid: true, failOnRejected: false })).toMatchObject({
    value: { data: { received: 2, imported: 1, failed: 1, failed_records: [failure] } },
  });
  expect(wire.current.request.json).toEqual([valid]);
});

test("without checks, all records are sent and Mixpanel decides", async () => {
  wire.current.reply({ body: { code: 200, num_records_imported: 2, status: "OK" } });
  await importing({});
  expect(wire.current.request.json).toEqual([valid, invalid]);
});

test("Replace Insert IDs replaces only IDs that Mixpanel would reject, by the same ID on every run", async () => {
  wire.current.replyAlways(storedAll);
  await importing({ replaceInsertIds: true });
  await importing({ replaceInsertIds: true });
  const [first, second] = wire.current.requests.map(({ text }) => text);
  expect(first).toContain('"$insert_id":"signup-1"');
  expect(first).not.toContain("signup:2");
  expect(second).toBe(first);
});
