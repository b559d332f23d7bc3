import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { InputError } from "../../../src/mixpanel/errors";
import type { CollectedProfiles } from "../../../src/mixpanel/profiles/collect";
import { failureOf } from "../../support/failure";
import { runInSandbox } from "../../support/inSandbox";

const PROFILES = 2_345;
const TOKEN = "sandbox-token";

let sandbox: Sandbox;
beforeAll(async () => {
  // One query an hour: whatever needs a second one fails.
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: { query: { windows: [{ quota: 1, windowSeconds: 3_600 }] } },
  });
  const client = new MixpanelClient({ credentials: {}, apiHost: sandbox.url });
  const updates = Array.from({ length: PROFILES }, (_, i) => ({
    $token: TOKEN,
    $distinct_id: `user-${i}`,
    $set: { number: i },
    $ignore_time: true,
  }));
  for (let at = 0; at < PROFILES; at += 1_000) {
    await client.call(updateMultipleProfiles, { ip: "0" }, { body: JSON.stringify(updates.slice(at, at + 1_000)) });
  }
});
beforeEach(() => {
  sandbox.requests.clear();
  sandbox.limits.reset();
});
afterAll(() => sandbox.close());

const query = (params: Record<string, unknown>): Promise<CollectedProfiles> =>
  runInSandbox(sandbox, "queryProfiles", params);

test("one page is returned exactly as Mixpanel's response", async () => {
  const data = await query({});
  expect(Object.keys(data).sort()).toEqual([
    "computed_at",
    "page",
    "page_size",
    "results",
    "session_id",
    "status",
    "total",
  ]);
  expect(data).toMatchObject({ page: 0, page_size: 1_000, status: "ok", total: PROFILES });
});

test("all pages count as one query of the hourly limit", async () => {
  const data = await query({ fetchAll: "true" });
  const { results, ...rest } = data;
  expect(results.map(({ $distinct_id }) => $distinct_id)).toEqual(
    Array.from({ length: PROFILES }, (_, i) => `user-${i}`),
  );
  expect(rest).toEqual({
    page: 0,
    page_size: 1_000,
    session_id: expect.stringMatching(/^\d+-[A-Z]{6}$/),
    status: "ok",
    total: PROFILES,
    count: PROFILES,
    truncated: false,
    next_page: null,
    next_distinct_ids_from: null,
  });
  expect(sandbox.requests.list({ operationId: "engage-query" })).toHaveLength(3);
});

test("a second step continues where the first one ended, without another query", async () => {
  const first = await query({ fetchAll: "true", maxProfiles: "1000" });
  expect(first).toMatchObject({ count: 1_000, truncated: true, next_page: 1 });
  const { session_id, next_page } = first;
  const second = await query({ fetchAll: true, session_id, page: next_page });
  expect(second).toMatchObject({ page: 1, count: PROFILES - 1_000, truncated: false });
  expect(second.results[0]?.$distinct_id).toBe("user-1000");
});

test("the other inputs select as they do for one page", async () => {
  const data = await query({
    fetchAll: true,
    where: 'properties["number"] >= 2000',
    output_properties: ["number"],
  });
  expect(data).toMatchObject({ count: PROFILES - 2_000, truncated: false });
  expect(data.results[0]).toEqual({ $distinct_id: "user-2000", $properties: { number: 2_000 } });
});

test("the error for an expired session says to query again", async () => {
  const error = await failureOf(query({ fetchAll: true, session_id: "1600000000-GONEXX", page: 1 }));
  expect(error).toMatchObject({
    code: "validation_failed",
    status: 400,
    message: expect.stringMatching(/query again from the first page, without Session ID and Page\.$/),
  });
});

test.each(["0", "100001", "many"])("Max Profiles rejects %s", async (maxProfiles) => {
  const error = await failureOf(query({ fetchAll: true, maxProfiles }));
  expect(error).toBeInstanceOf(InputError);
  expect(error).toMatchObject({
    input: "Max Profiles",
    message: `Max Profiles: got "${maxProfiles}", expected a whole number from 1 to 100000.`,
  });
  expect(sandbox.requests.list()).toEqual([]);
});
