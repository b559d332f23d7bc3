import type { Sandbox } from "../src";
import { event, firstProperties, get, groupOf, postJson, profileOf, startStill } from "./ingestionClient";

const IMPORT = "/import?strict=1&project_id=1";
const SERVER = { $city: "Ashburn", $region: "Virginia", mp_country_code: "US" };
const DOCUMENTED = { $city: "San Francisco", $region: "California", mp_country_code: "US" };
const NOWHERE = {};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** The properties by which a record is located, and whatever is left of its address. */
function located(properties: Record<string, unknown> = {}): Record<string, unknown> {
  const names = ["ip", "$ip", "$city", "$region", "mp_country_code", "$country_code"];
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

function tracked(properties: Record<string, unknown>) {
  return [{ event: "Sign Up", properties: { token: "sandbox-token", distinct_id: "user-1", ...properties } }];
}

describe("T1: /import", () => {
  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ["a forgotten ip=0 is seen: the event is where the server is", "", {}, SERVER],
    ["ip=1 is the same as nothing", "&ip=1", {}, SERVER],
    ["ip=0 leaves the event without a place", "&ip=0", {}, NOWHERE],
    ["an event's own address counts", "", { ip: "136.24.0.114" }, DOCUMENTED],
    ["an event's own address counts beside ip=0", "&ip=0", { ip: "136.24.0.114" }, DOCUMENTED],
    ["an event's own 0 skips the location", "", { ip: 0 }, NOWHERE],
    ["an event's own 0 as text does, too", "", { ip: "0" }, NOWHERE],
    ["a private address is in no database", "", { ip: "192.168.1.5" }, NOWHERE],
    ["an address of this machine is in none either", "", { ip: "::1" }, NOWHERE],
    ["a text that is no address is forgotten all the same", "", { ip: "hello" }, NOWHERE],
    ["an empty address is none", "", { ip: "" }, SERVER],
    ["null is none", "&ip=0", { ip: null }, NOWHERE],
    [
      "a place that the event names stays",
      "",
      { $city: "Oslo", mp_country_code: "NO" },
      { ...SERVER, $city: "Oslo", mp_country_code: "NO" },
    ],
  ])("%s (%s, %j)", async (_what, query, properties, expected) => {
    const answer = await postJson(sandbox, `${IMPORT}${query}`, [event({ ...properties, plan: "pro" })]);
    expect(answer.status).toBe(200);
    expect(located(firstProperties(sandbox))).toEqual(expected);
    expect(firstProperties(sandbox)?.plan).toBe("pro");
  });

  test("the address is in no export", async () => {
    await postJson(sandbox, IMPORT, [event({ ip: "136.24.0.114" })]);
    const exported = await get(sandbox, "/api/2.0/export?project_id=1&from_date=2024-06-15&to_date=2024-06-15");
    expect(exported.text).toContain('"$city":"San Francisco"');
    expect(exported.text).not.toContain("136.24.0.114");
  });

  test("one address is always the same place, and addresses are at several places", async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => `203.0.113.${index}`);
    const events = addresses.flatMap((ip) => [
      event({ ip, $insert_id: `a-${ip}`.replaceAll(".", "-") }),
      event({ ip, $insert_id: `b-${ip}`.replaceAll(".", "-") }),
    ]);
    await postJson(sandbox, IMPORT, events);
    const cities = [...(sandbox.projects.get(1)?.events.range() ?? [])].map(
      ({ insertId, properties }) => [insertId.slice(2), String(properties.$city)] as const,
    );
    const byAddress = new Map(cities);
    expect(cities.every(([address, city]) => byAddress.get(address) === city)).toBe(true);
    expect(new Set(byAddress.values()).size).toBeGreaterThan(3);
  });

  test("$merge is located like every event, and forgets its address", async () => {
    await postJson(sandbox, IMPORT, [
      { event: "$merge", properties: { $distinct_ids: ["a", "b"], ip: "136.24.0.114" } },
    ]);
    expect(located(firstProperties(sandbox))).toEqual(DOCUMENTED);
  });
});

describe("T1: /track", () => {
  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ["no event is located by its caller unless the request says so", "", {}, NOWHERE],
    ["ip=1 locates by the caller", "?ip=1", {}, SERVER],
    ["ip=0 does not", "?ip=0", {}, NOWHERE],
    ["an event's own address counts", "", { ip: "136.24.0.114" }, DOCUMENTED],
    ["an event's own address counts beside ip=0", "?ip=0", { ip: "136.24.0.114" }, DOCUMENTED],
    ["with ip=1 it does not, and is forgotten", "?ip=1", { ip: "136.24.0.114" }, SERVER],
    ["an event's own 0 skips the location", "", { ip: 0 }, NOWHERE],
  ])("%s (%s, %j)", async (_what, query, properties, expected) => {
    expect((await postJson(sandbox, `/track${query}`, tracked(properties), null)).text).toBe("1");
    expect(located(firstProperties(sandbox))).toEqual(expected);
  });

  test("with ip=1 an event without a distinct ID has one of its caller's address", async () => {
    const anonymous = tracked({ distinct_id: undefined });
    await postJson(sandbox, "/track?ip=1", anonymous, null);
    await postJson(sandbox, "/track?ip=1", anonymous, null);
    await postJson(sandbox, "/track", anonymous, null);
    const ids = [...(sandbox.projects.get(1)?.events.range() ?? [])].map(({ distinctId }) => distinctId).sort();
    expect(ids).toEqual(["", expect.stringMatching(/^[\da-f]{32}$/), ids[1]]);
  });
});

describe("T1: profiles", () => {
  const where = { $city: "Ashburn", $region: "Virginia", $country_code: "US" };
  const documented = { $city: "San Francisco", $region: "California", $country_code: "US" };

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["", {}, where],
    ["?ip=1", {}, where],
    ["?ip=0", {}, NOWHERE],
    ["", { $ip: "0" }, NOWHERE],
    ["", { $ip: "136.24.0.114" }, documented],
    ["?ip=0", { $ip: "136.24.0.114" }, documented],
  ])("of users and of groups are located alike (%s, %j)", async (query, address, expected) => {
    const update = { $token: "sandbox-token", $set: { a: 1 }, ...address };
    await postJson(sandbox, `/engage${query}`, [{ ...update, $distinct_id: "u" }], null);
    await postJson(sandbox, `/groups${query}`, [{ ...update, $group_key: "company", $group_id: "Acme" }], null);
    expect(located(profileOf(sandbox, "u"))).toEqual(expected);
    expect(located(groupOf(sandbox, "company", "Acme"))).toEqual(expected);
  });
});
