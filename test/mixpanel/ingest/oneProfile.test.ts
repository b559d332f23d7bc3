import { MixpanelClient } from "../../../src/mixpanel/client";
import type { Endpoint } from "../../../src/mixpanel/endpoint";
import { setGroupProperties } from "../../../src/mixpanel/endpoints/groups";
import { deleteSingleProfile, setProfileProperties } from "../../../src/mixpanel/endpoints/profiles";
import { updateOneProfile } from "../../../src/mixpanel/ingest/oneProfile";
import { deletionOf, GROUP_PROFILES, type ProfileKind, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { failureOf } from "../../support/failure";

afterEach(() => {
  jest.restoreAllMocks();
});

const USER = { $distinct_id: "u", $set: { plan: "pro" } };

/** Updates a profile with a client that sends nothing. */
function updated(
  update: object,
  { kind = USER_PROFILES, geolocate, answer = { status: 1 }, endpoint = setProfileProperties, token = "t" }: Changes,
) {
  const client = new MixpanelClient({ credentials: { projectToken: token } });
  const call = jest.spyOn(client, "call").mockResolvedValue(answer);
  return { call, result: updateOneProfile(client, endpoint, { ...update }, { kind, geolocate }) };
}

interface Changes {
  kind?: ProfileKind;
  geolocate?: boolean;
  answer?: { status: number } | { num_good_events: number };
  endpoint?: Endpoint;
  token?: string;
}

const REST = { strict: "1", verbose: "1" };
const updates = [{ ...USER, $token: "t" }];

test.each<[string, Changes, object]>([
  ["leaves the profile's location alone", {}, { ip: "0", ...REST, updates }],
  ["leaves it alone if told to", { geolocate: false }, { ip: "0", ...REST, updates }],
  ["locates the profile if told to", { geolocate: true }, { ip: "1", ...REST, updates }],
])("B7: one update %s", async (_what, changes, parameters) => {
  const { call, result } = updated(USER, changes);
  expect(await result).toEqual({ status: 1, error: null });
  expect(call.mock.calls).toEqual([[setProfileProperties, parameters]]);
});

test("B7: a deletion has no parameter for the location", async () => {
  const update = { $distinct_id: "u", $delete: "" };
  const { call, result } = updated(update, { endpoint: deleteSingleProfile });
  await result;
  expect(call.mock.calls).toEqual([[deleteSingleProfile, { ...REST, updates: [{ ...update, $token: "t" }] }]]);
});

test("B7: an update that was not stored says what to check", async () => {
  const failure = await failureOf(updated(USER, { answer: { num_good_events: 0 } }).result);
  expect(failure.message).toBe(
    "setProfileProperties: Mixpanel responded that it stored nothing. Check the Project Token and the data residency of the connection.",
  );
});

test("B7: nothing is sent without a project token", async () => {
  const { call, result } = updated(USER, { token: "" });
  expect((await failureOf(result)).message).toContain("Project Token");
  expect(call).not.toHaveBeenCalled();
});

const GROUP = { $group_key: "company", $group_id: "g", $set: { plan: "pro" } };

test.each<[object, Changes, string]>([
  [{ ...USER, $distinct_id: "null" }, {}, 'Distinct ID: got "null", expected a real ID'],
  [{ ...USER, $distinct_id: "" }, {}, "Distinct ID: got empty text, expected the ID of the user"],
  [{ ...USER, $distinct_id: ["x".repeat(50)] }, {}, "Distinct ID: got a list, expected"],
  [{ ...GROUP, $group_key: "" }, { kind: GROUP_PROFILES, endpoint: setGroupProperties }, "Group Key: got empty text"],
  [{ ...GROUP, $group_id: "null" }, { kind: GROUP_PROFILES, endpoint: setGroupProperties }, 'Group ID: got "null"'],
  [{ ...USER, $set: "x" }, {}, 'Properties: got "x", expected an object of properties and their values'],
])("B7: an update that breaks a rule is not sent, and names the input: %j", async (update, changes, message) => {
  const { call, result } = updated(update, changes);
  expect((await failureOf(result)).message).toContain(message);
  expect(call).not.toHaveBeenCalled();
});

test("B7: the rules are those of the kind: a placeholder may be deleted if that is allowed", async () => {
  const update = { $distinct_id: "null", $delete: "" };
  const { result } = updated(update, { kind: deletionOf(USER_PROFILES, true), endpoint: deleteSingleProfile });
  expect(await result).toEqual({ status: 1, error: null });
});
