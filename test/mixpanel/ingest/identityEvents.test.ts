import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { type ImportOptions, sendImport } from "../../../src/mixpanel/ingest/events";
import { isIdentityEvent, MAX_SINGLE_REFUSALS } from "../../../src/mixpanel/ingest/identityEvents";
import { isRecord } from "../../../src/mixpanel/records/json";
import { type RecordSource, recordSource } from "../../../src/mixpanel/records/source";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, type Received, sendJson, serve } from "../../support/localServer";
import { numbers } from "./engine/runWith";

afterEach(closeServers);

const NAMES = ["$identify", "$create_alias", "$merge"];
/** What Mixpanel says of them in a project with Simplified ID Merge. */
const WORDS = "identity events are not allowed when project is using simplified identity management";

const event = (n: number, name = "E") => ({
  event: name,
  properties: { time: 1_700_000_000, distinct_id: "u", $insert_id: `id-${n}`, token: "own", n },
});

const numbersIn = (request: Received): number[] => {
  const list: unknown = jsonOf(request);
  return Array.isArray(list) ? list.map(({ properties }) => properties.n) : [];
};

/** A project that refuses every request with an event that it does not take, without saying which. */
async function refusing(isRefused: (n: number, name: string) => boolean, words = WORDS) {
  let [underWay, mostAtOnce] = [0, 0];
  const server = await serve((response, request) => {
    const list: unknown = jsonOf(request);
    const events: { event: string; properties: { n: number } }[] = Array.isArray(list) ? list : [];
    const identities = events.filter(({ event: name }) => isIdentityEvent(name)).length;
    if (identities > 0) mostAtOnce = Math.max(mostAtOnce, ++underWay);
    // Others that come at the same time are counted.
    setImmediate(() => {
      if (identities > 0) underWay--;
      const body = { code: 200, status: "OK", num_records_imported: events.length };
      if (!events.some(({ event: name, properties: { n } }) => isRefused(n, name))) return sendJson(response, body);
      const error = "some data points in the request failed validation";
      const refusal = { code: 400, error, failed_records: [words], num_records_imported: 0, status: "Bad Request" };
      sendJson(response, refusal, 400);
    });
  });
  const client = new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
    projectId: "12",
    apiHost: server.url,
    transport: fakeTime().options,
  });
  const send = (events: RecordSource, options: ImportOptions = {}) => sendImport(client, events, options);
  return { server, send, mostAtOnce: () => mostAtOnce };
}

const simplified = (_n: number, name: string) => isIdentityEvent(name);

test("T5: an identity event in a project with Simplified ID Merge takes no other event with it, and is named", async () => {
  const { send } = await refusing(simplified);
  const events = numbers(2_000).map((n) => event(n, n === 7 ? "$identify" : "E"));
  const result = await send(events);
  expect(result).toMatchObject({ received: 2_000, imported: 1_999, failed: 1, unconfirmed: 0, code: 400 });
  expect(result.failed_records).toEqual([{ index: 7, message: expect.stringContaining(WORDS) }]);
});

test.each(["a list", "lines"])(
  "T5: of many identity events in %s exactly the culprits fail, each by its name",
  async (form) => {
    const culprits = new Set([3, 40, 41, 99]);
    const { send } = await refusing((n) => culprits.has(n), "not a valid identity event");
    const events = numbers(120).map((n) => event(n, n % 2 === 1 || culprits.has(n) ? NAMES[n % 3] : "E"));
    const lines = recordSource("Events", events.map((line) => JSON.stringify(line)).join("\n"));
    const result = await send(form === "lines" ? lines : events);
    expect(result).toMatchObject({ received: 120, imported: 116, failed: 4 });
    expect(result.failed_records.map(({ index }) => index)).toEqual([...culprits]);
  },
);

test("T5: whichever identity events a project refuses, the others and all usual events are stored once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("usual", "identity", "culprit"), { maxLength: 25 }), async (kinds) => {
      const { server, send } = await refusing((n) => kinds[n] === "culprit");
      const result = await send(kinds.map((kind, n) => event(n, kind === "usual" ? "E" : "$identify")));
      const positions = (kind: string) => kinds.flatMap((other, n) => (other === kind ? [n] : []));
      expect(result.failed_records.map(({ index }) => index)).toEqual(positions("culprit"));
      expect(result.imported).toBe(kinds.length - positions("culprit").length);
      const stored = server.received.map(numbersIn).filter((list) => list.every((n) => kinds[n] !== "culprit"));
      const identities = stored.filter((list) => list.every((n) => kinds[n] === "identity")).flat();
      expect(identities).toEqual(positions("identity"));
      await closeServers();
    }),
    { seed: 5, numRuns: 60 },
  );
});

test("T5: identity events go one request at a time, in the order they came, while others go beside them", async () => {
  const { server, send, mostAtOnce } = await refusing(() => false);
  const isIdentity = (n: number) => n % 2 === 0;
  const result = await send(
    numbers(12_100).map((n) => event(n, isIdentity(n) ? "$create_alias" : "E")),
    { concurrency: 8 },
  );
  expect(result).toMatchObject({ imported: 12_100, failed: 0, batches: 9 });
  const requests = server.received.map(numbersIn);
  const identities = requests.filter(([first = 0]) => isIdentity(first));
  expect(identities.flat()).toEqual(numbers(12_100).filter(isIdentity));
  expect(requests.flat().sort((a, b) => a - b)).toEqual(numbers(12_100));
  expect(mostAtOnce()).toBe(1);
});

test("T18: an identity event does not wait for the end of a long run, which a time limit may cut", async () => {
  const { server, send } = await refusing(() => false);
  const isIdentity = (n: number) => n === 0 || n === 5_000;
  await send(
    numbers(50_000).map((n) => event(n, isIdentity(n) ? "$identify" : "E")),
    { concurrency: 1 },
  );
  const places = server.received.flatMap((request, at) => (isIdentity(numbersIn(request)[0] ?? -1) ? [at] : []));
  expect(places).toEqual([1, 4]);
});

test("T5: a project that takes no identity event is not asked once for each of thousands", async () => {
  const { server, send, mostAtOnce } = await refusing(simplified);
  const result = await send(numbers(5_000).map((n) => event(n, "$identify")));
  expect(result).toMatchObject({ received: 5_000, imported: 0, failed: 5_000 });
  expect(server.received.length).toBeLessThan(3 * MAX_SINGLE_REFUSALS);
  expect(mostAtOnce()).toBe(1);
  expect(result.failed_records.at(-1)?.message).toContain(
    "not sent, because Mixpanel rejected each of the 30 identity events before it",
  );
});

test("T5: unaltered lines are not looked into", async () => {
  const { server, send } = await refusing(() => false);
  const lines = numbers(3).map((n) => JSON.stringify(event(n, n === 1 ? "$identify" : "E")));
  await send(recordSource("Events", lines.join("\n")), { unaltered: true });
  expect(server.received.map(numbersIn)).toEqual([[0, 1, 2]]);
});

describe("T5: $merge", () => {
  const merge = (properties: object = {}) => ({
    event: "$merge",
    properties: { $distinct_ids: ["a", "b"], ...properties },
  });
  const tokensOf = (request: Received) => {
    const list: unknown = jsonOf(request);
    return Array.isArray(list)
      ? list.map((sent) => isRecord(sent) && isRecord(sent.properties) && sent.properties.token)
      : [];
  };

  test.each<[string, object, string]>([
    ["gets the connection's token", {}, "token-1"],
    ["keeps a token of its own", { token: "own" }, "own"],
  ])("%s", async (_, properties, token) => {
    const { server, send } = await refusing(() => false);
    await send([merge(properties), event(1)]);
    expect(server.received.flatMap(tokensOf).sort()).toEqual([token, "own"].sort());
  });

  test("gets the token as a line with long numbers, too", async () => {
    const { server, send } = await refusing(() => false);
    const line = '{"event":"$merge","properties":{"$distinct_ids":["a","b"],"n":12345678901234567890}}';
    await send(recordSource("Events", `${line}\n${line}`));
    expect(server.received.flatMap(tokensOf)).toEqual(["token-1", "token-1"]);
  });

  test("is refused by name where the connection has no token, and the others go out", async () => {
    const { server } = await refusing(() => false);
    const client = new MixpanelClient({
      credentials: { username: "user.1", password: "secret-1" },
      projectId: "12",
      apiHost: server.url,
      transport: fakeTime().options,
    });
    const result = await sendImport(client, [event(0), merge(), event(2)]);
    expect(result).toMatchObject({ imported: 2, failed: 1 });
    expect(result.failed_records).toEqual([
      {
        index: 1,
        field: "properties.token",
        rule: "token_missing",
        message: expect.stringContaining("Fill in Project Token on the Mixpanel connection."),
      },
    ]);
    expect(server.received.map(numbersIn)).toEqual([[0, 2]]);
  });
});
