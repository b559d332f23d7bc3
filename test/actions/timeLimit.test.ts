import { Transport } from "../../src/mixpanel/http/transport";
import { isRecord } from "../../src/mixpanel/records/json";
import { connections } from "../support/connection";
import { runAction } from "../support/harness";
import { manyEvents } from "../support/ingestion";
import { useWire } from "../support/wire";

const wire = useWire();
afterEach(() => jest.restoreAllMocks());

const ids = (count: number) => Array.from({ length: count }, (_, n) => `id-${n}`);
const groups = (count: number) => ids(count).map((id) => ({ $group_key: "company", $group_id: id, $set: { a: 1 } }));
const users = (count: number) => ids(count).map((id) => ({ $distinct_id: id, $set: { a: 1 } }));
const fresh = (count: number) => {
  const time = Date.now();
  return manyEvents(count).map(({ event, properties }) => ({ event, properties: { ...properties, time } }));
};

const sentRecords = () => wire.current.requests.flatMap(({ json }): unknown[] => (Array.isArray(json) ? json : []));

test.each<[string, string, (count: number) => unknown[], number]>([
  ["importEvents", "events", manyEvents, 2_000],
  ["trackEvents", "events", fresh, 2_000],
  ["createProfile", "properties", users, 2_000],
  ["updateMultipleProfiles", "propertiesToUpdate", users, 2_000],
  ["deleteProfile", "deleteProfiles", ids, 2_000],
  ["updateMultipleGroups", "groupUpdates", groups, 200],
  ["deleteGroup", "deleteGroups", ids, 200],
])(
  "T18: %s that comes to its time limit succeeds with what is in and resume_from, warns, and goes on from there",
  async (key, input, recordsOf, perRequest) => {
    const records = recordsOf(6 * perRequest);
    wire.current.replyAlways(({ json }) =>
      key === "importEvents"
        ? { body: { code: 200, status: "OK", num_records_imported: Array.isArray(json) ? json.length : 0 } }
        : { body: { status: 1, error: null } },
    );
    const leftMs = jest
      .spyOn(Transport.prototype, "leftMs")
      .mockImplementation(() => (wire.current.requests.length < 2 ? 780_000 : 50_000));
    const params = { [input]: records, concurrency: "1", ...(perRequest === 200 && { groupKey: "company" }) };
    const first = await runAction(key, { connection: connections.full, params });
    const data = "value" in first && isRecord(first.value) && isRecord(first.value.data) ? first.value.data : {};
    const { resume_from: resumeFrom } = data;
    expect(data).toMatchObject({
      stopped_by: "time",
      received: resumeFrom,
      imported: resumeFrom,
      failed: 0,
      unknown: 0,
    });
    expect(first.logs).toContainEqual([
      "warn",
      [
        expect.stringMatching(
          new RegExp(`^Mixpanel: time limit reached .* with Resume From ${resumeFrom} to send the rest`),
        ),
      ],
    ]);
    expect(sentRecords()).toHaveLength(Number(resumeFrom));
    expect(resumeFrom).toBeLessThan(records.length);

    leftMs.mockReturnValue(780_000);
    const second = await runAction(key, { connection: connections.full, params: { ...params, resumeFrom } });
    const rest = records.length - Number(resumeFrom);
    expect(second).toMatchObject({
      value: { data: { received: rest, imported: rest, resume_from: null, stopped_by: null } },
      logs: [],
    });
    const sent = sentRecords().map((record) => JSON.stringify(record));
    expect([sent.length, new Set(sent).size]).toEqual([records.length, records.length]);
  },
);

test("T18: a failure within a run that the time limit ended says where to go on", async () => {
  wire.current.replyAlways(({ json }) => ({
    body: { code: 200, status: "OK", num_records_imported: Array.isArray(json) ? json.length - 1 : 0 },
  }));
  jest
    .spyOn(Transport.prototype, "leftMs")
    .mockImplementation(() => (wire.current.requests.length < 1 ? 780_000 : 50_000));
  const params = { events: manyEvents(10_000), concurrency: "1" };
  const outcome = await runAction("importEvents", { connection: connections.full, params });
  expect(outcome).toMatchObject({
    error: {
      code: "validation_failed",
      message: expect.stringMatching(
        /Mixpanel did not confirm .* The time limit was reached: run the step again with Resume From \d+ to send the rest\.$/,
      ),
    },
  });
});
