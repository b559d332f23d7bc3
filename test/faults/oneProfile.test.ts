import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import {
  appendToProfileLists,
  incrementProfileProperties,
  setProfileProperties,
} from "../../src/mixpanel/endpoints/profiles";
import { updateOneProfile } from "../../src/mixpanel/ingest/oneProfile";
import { USER_PROFILES } from "../../src/mixpanel/ingest/profileKinds";
import { failureOf } from "../support/failure";
import { clientAt, PROJECT_ID } from "./client";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function startWith(faults: FaultRequest[]) {
  sandbox = await startSandbox({ port: 0, limits: false, faults });
}

const update = (endpoint: Endpoint, change: object) =>
  updateOneProfile(clientAt(sandbox.url), endpoint, { $distinct_id: "user-1", ...change }, { kind: USER_PROFILES });
const stored = () => sandbox.projects.get(PROJECT_ID)?.profiles.get("user-1")?.properties;

/** A response that is lost after Mixpanel has done what it was asked. */
const LOST: FaultRequest[] = [
  { kind: "reset", afterProcessing: true },
  { kind: "status", status: 503, afterProcessing: true },
  { kind: "truncate", afterProcessing: true },
];

describe.each(LOST)("R6: where the response is lost by %j", (fault) => {
  test.each([
    ["a number is added once", incrementProfileProperties, { $add: { logins: 1 } }, { logins: 1 }],
    ["a value is appended once", appendToProfileLists, { $append: { tags: "a" } }, { tags: ["a"] }],
  ])("%s, and the step fails", async (_what, endpoint, change, expected) => {
    await startWith([fault]);
    expect(await failureOf(update(endpoint, change))).toMatchObject({ mayHaveLanded: true });
    expect(stored()).toMatchObject(expected);
    expect(sandbox.requests.list()).toHaveLength(1);
  });

  test("a value is set again, and the step succeeds", async () => {
    await startWith([fault]);
    await update(setProfileProperties, { $set: { plan: "pro" } });
    expect(stored()).toMatchObject({ plan: "pro" });
  });
});

test("R6: a number is added after all where the request did not land", async () => {
  await startWith([{ kind: "status", status: 429 }]);
  await update(incrementProfileProperties, { $add: { logins: 1 } });
  expect(stored()).toMatchObject({ logins: 1 });
});
