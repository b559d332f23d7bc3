import fc from "fast-check";
import { MixpanelClient } from "../../../../src/mixpanel/client";
import { MixpanelError } from "../../../../src/mixpanel/errors";
import { sendImport } from "../../../../src/mixpanel/ingest/events";
import type { IngestResult } from "../../../../src/mixpanel/ingest/result";
import { fakeTime } from "../../../support/fakeTime";
import { closeServers, type LocalServer, sendJson, serve } from "../../../support/localServer";
import { numbers } from "./runWith";

interface Reply {
  status: number;
  body: unknown;
}

let server: LocalServer;
let replies: readonly Reply[] = [];
let answered = 0;
beforeAll(async () => {
  server = await serve((response) => {
    const { status, body } = replies[answered++ % replies.length] ?? { status: 500, body: null };
    sendJson(response, body, status);
  });
});
afterAll(closeServers);

const index = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 12 }) },
  fc.double({ min: -3, max: 12, noNaN: true }),
  fc.constantFrom("0", "3", null, true, 1e300, 2 ** 53),
  fc.jsonValue({ maxDepth: 1 }),
);
const failure = fc.oneof(
  { weight: 3, arbitrary: fc.record({ index, message: fc.string(), field: fc.string() }, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.string() },
  fc.jsonValue({ maxDepth: 1 }),
);
const response = fc.record(
  {
    code: fc.constantFrom(200, 400),
    status: fc.constantFrom<unknown>("OK", "Bad Request", 1, 0),
    error: fc.constantFrom(null, "some data points in the request failed validation"),
    num_records_imported: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -3, max: 15 }) },
      fc.double(),
      fc.constantFrom("2", null),
    ),
    failed_records: fc.oneof({ weight: 5, arbitrary: fc.array(failure, { maxLength: 8 }) }, fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const reply: fc.Arbitrary<Reply> = fc.record({
  status: fc.constantFrom(200, 400),
  body: fc.oneof({ weight: 5, arbitrary: response }, fc.jsonValue()),
});

/** Every third record is an identity event where the run is to hold some. */
const eventOf = (n: number, identity: boolean) => ({
  event: identity && n % 3 === 0 ? "$identify" : "E",
  properties: { time: 1_700_000_000, distinct_id: "u", $insert_id: `id-${n}` },
});

async function accountOf(records: number, strict: boolean, identity: boolean): Promise<Readonly<IngestResult>> {
  const client = new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1" },
    projectId: "12",
    apiHost: server.url,
    transport: { ...fakeTime().options, retry: { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 } },
  });
  try {
    return await sendImport(
      client,
      numbers(records).map((n) => eventOf(n, identity)),
      { strict, concurrency: 2 },
    );
  } catch (error) {
    if (error instanceof MixpanelError && error.progress) return error.progress;
    throw error;
  }
}

test("T3, T4: whatever Mixpanel responds, each record sent has exactly one outcome, and listed positions are those of the input", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(reply, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      fc.boolean(),
      async (given, records, strict, identity) => {
        replies = given;
        answered = 0;
        const result = await accountOf(records, strict, identity);
        const { received, imported, failed, unknown, unconfirmed, sent } = result;
        expect(imported + failed + unknown + unconfirmed).toBe(received);
        expect(Math.min(imported, failed, unknown, unconfirmed)).toBeGreaterThanOrEqual(0);
        expect(received).toBeLessThanOrEqual(records);
        expect(sent).toBeLessThanOrEqual(records);
        const named = [...result.failed_records, ...result.unknown_records].map((record) => record.index);
        expect(new Set(named).size).toBe(named.length);
        for (const at of named) expect(numbers(records)).toContain(at);
      },
    ),
    { seed: 9, numRuns: 150 },
  );
});
