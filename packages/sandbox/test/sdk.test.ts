/** The official SDK for Node as a client: what it sends must arrive as Mixpanel would take it. */
import Mixpanel from "mixpanel";
import type { Sandbox } from "../src";
import { firstProperties, groupOf, NOW_MS, NOW_SECONDS, profileOf, startStill, storedIn } from "./ingestionClient";

type Done = (error: unknown) => void;

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** A client of the SDK. It refuses to send secrets over HTTP, so imports use `key`, its oldest kind of credentials. */
function sdk(token = "sandbox-token", geolocate = false) {
  const host = `127.0.0.1:${sandbox.port}`;
  const config = {
    host,
    protocol: "http",
    geolocate,
    keepAlive: false,
    verbose: true,
    key: "sandbox-token",
    logger: silent,
  };
  return Mixpanel.init(token, config);
}

/** Calls the SDK with a callback at the end, and rejects with the error that it reports. */
function calling(call: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => {
      const first = Array.isArray(error) ? error.find(Boolean) : error;
      if (first) reject(first);
      else resolve();
    });
  });
}

describe("events", () => {
  test("track", async () => {
    await calling((done) => sdk().track("Sign Up", { distinct_id: "user-1", plan: "pro" }, done));
    expect(storedIn(sandbox)).toEqual([["Sign Up", NOW_MS, "user-1", expect.any(String)]]);
  });

  test("track_batch", async () => {
    const events = Array.from({ length: 120 }, (_, index) => ({
      event: "Page View",
      properties: { distinct_id: "user-1", time: NOW_SECONDS - index, $insert_id: `insert-${index}` },
    }));
    await calling((done) => sdk().track_batch(events, done));
    expect(storedIn(sandbox)).toHaveLength(120);
  });

  test("import", async () => {
    const time = new Date(NOW_MS - 30 * 86_400_000);
    await calling((done) => sdk().import("Sign Up", time, { distinct_id: "user-1" }, done));
    expect(storedIn(sandbox)).toEqual([["Sign Up", time.getTime(), "user-1", expect.any(String)]]);
  });

  test("import_batch", async () => {
    const events = [1, 2].map((day) => ({
      event: "Sign Up",
      properties: { distinct_id: "user-1", time: NOW_SECONDS - day * 86_400, $insert_id: `day-${day}` },
    }));
    await calling((done) => sdk().import_batch(events, done));
    expect(storedIn(sandbox).map(([, , , insertId]) => insertId)).toEqual(["day-2", "day-1"]);
  });

  const SERVER = { $city: "Ashburn", $region: "Virginia", mp_country_code: "US" };
  const CUSTOMER = { $city: "San Francisco", $region: "California", mp_country_code: "US" };

  /** Where the one stored event is said to be. */
  function place(): Record<string, unknown> {
    const { ip, $city, $region, mp_country_code } = firstProperties(sandbox) ?? {};
    return { ip, $city, $region, mp_country_code };
  }

  test.each<[string, boolean, Record<string, unknown>, Record<string, unknown>]>([
    ["nowhere, as the SDK says ip=0", false, {}, {}],
    ["at the server when the SDK is told to geolocate", true, {}, SERVER],
    ["at the customer when the event brings an address", false, { ip: "136.24.0.114" }, CUSTOMER],
  ])("T1: track and import locate an event %s", async (_where, geolocate, address, expected) => {
    const properties = { distinct_id: "user-1", ...address };
    await calling((done) => sdk("sandbox-token", geolocate).track("Sign Up", properties, done));
    expect(place()).toEqual(expected);
    sandbox.reset();
    const time = new Date(NOW_MS - 30 * 86_400_000);
    await calling((done) => sdk("sandbox-token", geolocate).import("Sign Up", time, properties, done));
    expect(place()).toEqual(expected);
  });

  test("T2: a time ahead of now becomes now, in track and in import", async () => {
    const ahead = NOW_SECONDS + 1800;
    await calling((done) => sdk().track("Sign Up", { distinct_id: "user-1", time: ahead }, done));
    await calling((done) => sdk().import("Sign In", ahead, { distinct_id: "user-1" }, done));
    expect(storedIn(sandbox).map(([name, time]) => [name, time])).toEqual([
      ["Sign Up", NOW_MS],
      ["Sign In", NOW_MS],
    ]);
  });

  test("T8: an event that the SDK sends with $ignore is answered with success and dropped", async () => {
    await calling((done) => sdk().track("Sign Up", { distinct_id: "bot", $ignore: true }, done));
    expect([storedIn(sandbox), sandbox.counts.lost.ignored]).toEqual([[], 1]);
  });

  test("alias", async () => {
    await calling((done) => sdk().alias("user-1", "alias-1", done));
    expect(sandbox.projects.get(1)?.identities.get("alias-1")).toBe("user-1");
  });

  test("reports what the sandbox refuses", async () => {
    const tracked = calling((done) => sdk().track("", { distinct_id: "user-1" }, done));
    await expect(tracked).rejects.toThrow("Mixpanel Server Error: 'event' is invalid: must be a non-empty string");
  });

  test("does not notice a wrong token", async () => {
    await calling((done) => sdk("nobody").track("Sign Up", { distinct_id: "user-1" }, done));
    expect([storedIn(sandbox).length, sandbox.counts.lost.unknownToken]).toEqual([0, 1]);
  });
});

describe("people", () => {
  const undated = { $ignore_time: true };

  test("set, set_once, increment, append, union, remove, unset", async () => {
    const { people } = sdk();
    await calling((done) => people.set("user-1", { plan: "free", visits: 1, tags: ["a"] }, undated, done));
    await calling((done) => people.set_once("user-1", { plan: "pro", first: "today" }, undated, done));
    await calling((done) => people.increment("user-1", { visits: 2 }, undated, done));
    await calling((done) => people.append("user-1", { tags: "b" }, undated, done));
    await calling((done) => people.union("user-1", { tags: ["b", "c"] }, undated, done));
    await calling((done) => people.remove("user-1", { tags: "a" }, undated, done));
    await calling((done) => people.unset("user-1", ["first"], undated, done));
    expect(profileOf(sandbox, "user-1")).toEqual({ plan: "free", visits: 3, tags: ["b", "c"] });
  });

  test("track_charge and clear_charges", async () => {
    const { people } = sdk();
    await calling((done) => people.track_charge("user-1", 29.99, { $time: "2024-06-01T00:00:00" }, undated, done));
    expect(profileOf(sandbox, "user-1")).toEqual({
      $transactions: [{ $amount: 29.99, $time: "2024-06-01T00:00:00" }],
    });
    await calling((done) => people.clear_charges("user-1", undated, done));
    expect(profileOf(sandbox, "user-1")).toEqual({ $transactions: [] });
  });

  test("delete_user", async () => {
    const { people } = sdk();
    await calling((done) => people.set("user-1", "plan", "pro", done));
    await calling((done) => people.delete_user("user-1", done));
    expect(profileOf(sandbox, "user-1")).toBeUndefined();
  });

  test.each([
    [false, { plan: "pro" }],
    [true, { plan: "pro", $city: "Ashburn", $region: "Virginia", $country_code: "US" }],
  ])(
    "updates are located by the caller's address when the SDK is told to geolocate: %s",
    async (geolocate, expected) => {
      const { people } = sdk("sandbox-token", geolocate);
      await calling((done) => people.set("user-1", { plan: "pro" }, undated, done));
      expect(profileOf(sandbox, "user-1")).toEqual(expected);
    },
  );
});

describe("groups", () => {
  const undated = { $ignore_time: true };

  test("set, set_once, union, remove, unset", async () => {
    const { groups } = sdk();
    await calling((done) => groups.set("company", "Acme", { seats: 5, tags: ["a"] }, undated, done));
    await calling((done) => groups.set_once("company", "Acme", { seats: 9, since: "today" }, undated, done));
    await calling((done) => groups.union("company", "Acme", { tags: ["a", "b"] }, undated, done));
    await calling((done) => groups.remove("company", "Acme", { tags: "a" }, undated, done));
    await calling((done) => groups.unset("company", "Acme", ["since"], undated, done));
    expect(groupOf(sandbox, "company", "Acme")).toEqual({ seats: 5, tags: ["b"] });
  });

  test("delete_group", async () => {
    const { groups } = sdk();
    await calling((done) => groups.set("company", "Acme", { seats: 5 }, done));
    await calling((done) => groups.delete_group("company", "Acme", done));
    expect(groupOf(sandbox, "company", "Acme")).toBeUndefined();
  });
});
