/** The npm package mixpanel-node as a client. */
import path from "node:path";
import type { Sandbox } from "../src";
import { runOnSandbox } from "../test/foreignPrograms";
import { NOW_SECONDS, profileOf, startStill, storedIn } from "../test/ingestionClient";

const PEERS = path.resolve(__dirname, "../../bench/peers");

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ https: true });
});
afterAll(() => sandbox.close());

test("B8: it imports and tracks events, and changes a profile in every way", async () => {
  const program = `
    const { event, profile } = require("mixpanel-node").mixpanelIngestion;
    const auth = { username: "sandbox.user", password: "sandbox-secret" };
    const record = (name, $insert_id) =>
      ({ event: name, properties: { time: ${NOW_SECONDS - 60}, distinct_id: "user-1", $insert_id, token: "sandbox-token" } });
    const change = (operation) => [{ $token: "sandbox-token", $distinct_id: "user-1", ...operation }];
    const imported = (events) => event.importEvents({ projectId: 1, strict: 1, auth, events });
    return [
      await imported([record("Sign Up", "a")]),
      await imported([record("", "b")]).catch(({ response }) => response.data.failed_records),
      await event.trackEvents([record("Sign In", "c")], 1),
      await event.trackEvents([record("Sign Out", "d")]),
      await profile.setProperty(change({ $set: { visits: 1, tags: ["a"], old: true } }), 1),
      await profile.setPropertyOnce(change({ $set_once: { visits: 9, first: "today" } }), 1),
      await profile.numericalAdd(change({ $add: { visits: 2 } }), 1),
      await profile.union(change({ $union: { tags: ["a", "b"] } }), 1),
      await profile.listAppend(change({ $append: { tags: "c" } }), 1),
      await profile.listRemove(change({ $remove: { tags: "a" } }), 1),
      await profile.unset(change({ $unset: ["old"] }), 1),
      await profile.batchUpdate(change({ $set: { plan: "pro" } }), 1),
    ];`;
  const taken = { status: 1, error: null };
  expect(await runOnSandbox(sandbox, program, PEERS)).toEqual([
    { code: 200, num_records_imported: 1, status: "OK" },
    [{ index: 0, insert_id: "b", field: "event", message: "'event' is invalid: must be a non-empty string" }],
    taken,
    1,
    ...Array(8).fill(taken),
  ]);
  expect(storedIn(sandbox).map(([name]) => name)).toEqual(["Sign Up", "Sign In", "Sign Out"]);
  expect(profileOf(sandbox, "user-1")).toMatchObject({ visits: 3, first: "today", tags: ["b", "c"], plan: "pro" });
  expect(profileOf(sandbox, "user-1")).not.toHaveProperty("old");
});
