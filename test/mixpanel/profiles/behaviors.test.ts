import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const wire = useWire();

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const BEHAVIORS = '[{"window":"30d","name":"bought","event_selectors":[{"event":"Purchased"}]}]';
const EMPTY = { body: { page: 0, page_size: 1_000, results: [], session_id: "1700000000-QWERTY", status: "ok" } };

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(NOW_MS);
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function fetchAll(params: Record<string, unknown>) {
  wire.current.reply(EMPTY);
  const step = { connection: connections.full, params: { fetchAll: true, ...params } };
  const outcome = await runAction("queryProfiles", step);
  if (!("value" in outcome)) throw outcome.error;
  const { as_of_timestamp: returned } = JSON.parse(JSON.stringify(outcome.value?.data));
  return { sent: wire.current.request.form?.as_of_timestamp, returned };
}

test("all pages of behaviors are of one moment, the present, and the result says which", async () => {
  expect(await fetchAll({ behaviors: BEHAVIORS })).toEqual({ sent: String(NOW_MS / 1_000), returned: NOW_MS / 1_000 });
});

test("a moment that is given stays", async () => {
  const as_of_timestamp = 1_700_000_000;
  expect(await fetchAll({ behaviors: BEHAVIORS, as_of_timestamp })).toEqual({
    sent: String(as_of_timestamp),
    returned: as_of_timestamp,
  });
});

test.each([
  ["other queries", {}],
  ["a session, which has its own", { behaviors: BEHAVIORS, session_id: "1700000000-QWERTY", page: 1 }],
])("no moment is made up for %s", async (_what, params) => {
  expect(await fetchAll(params)).toEqual({ sent: undefined, returned: undefined });
});
