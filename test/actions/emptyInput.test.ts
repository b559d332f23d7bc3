import { connections } from "../support/connection";
import { runAction } from "../support/harness";
import { emptyForms } from "../support/ingestion";
import { useWire } from "../support/wire";

const wire = useWire();

/** Actions that have nothing to do where their input is empty, and what they say of Mixpanel's response, as there is none. */
const ACTIONS = [
  ["importEvents", "events", { code: null, status: null, num_records_imported: 0 }],
  ["trackEvents", "events", { status: null, error: null }],
  ["createProfile", "properties", { status: null, error: null }],
  ["updateMultipleProfiles", "propertiesToUpdate", { status: null, error: null }],
  ["updateMultipleGroups", "groupUpdates", { status: null, error: null }],
] as const;

describe.each(ACTIONS)("T8: %s, on a day without records", (action, input, answer) => {
  test.each(emptyForms(input))("reads %s as an empty list, and sends nothing", async (_, params) => {
    expect(await runAction(action, { connection: connections.full, params })).toMatchObject({
      value: { data: { ...answer, received: 0, sent: 0, imported: 0, failed: 0, failed_records: [] } },
    });
    expect(wire.current.requests).toEqual([]);
  });

  test.each([[undefined], [null], [""]])("fails and asks for the input if it is %p", async (value) => {
    const outcome = await runAction(action, { connection: connections.full, params: { [input]: value } });
    expect(outcome).toMatchObject({
      error: { code: "invalid_input", message: expect.stringContaining("got nothing") },
    });
    expect(wire.current.requests).toEqual([]);
  });
});
