/** Anything may be sent to the control routes. A longer run: `FUZZ_RUNS=20000 npx jest packages/sandbox/test/controlFuzz`. */
import fc from "fast-check";
import type { Sandbox } from "../src";
import { FAULT_KINDS } from "../src/rules/faults";
import { event, IMPORT, NOW_MS, postJson, send, startStill, storedIn } from "./ingestionClient";

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ limits: false });
});
afterAll(() => sandbox.close());

const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("", "/faults", "/clock", "/reset", "/snapshot", "/requests", "/counts") },
  { weight: 4, arbitrary: fc.constantFrom("/state", "/requests/1/body", "/requests/1e9/body", "/requests/%00/body") },
  { weight: 4, arbitrary: fc.constantFrom("/events", "/profiles", "/limits", "/inventory", "/sample", "/requests/1") },
  { weight: 1, arbitrary: fc.webPath() },
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          "project",
          "status",
          "method",
          "path",
          "operationId",
          "x",
          "limit",
          "before",
          "offset",
          "search",
        ),
        fc.string({ maxLength: 12 }),
      )
      .map(([name, value]) => `?${name}=${encodeURIComponent(value)}`),
  },
);
const value = fc.oneof(
  fc.constantFrom<unknown>(0, 1, -1, 1.5, 1e300, 8.64e15, 2 ** 53, "", "now", "2024-01-01", true, null, [], {}),
  fc.constantFrom<unknown>(...FAULT_KINDS, [...FAULT_KINDS], { projects: [] }, { projects: [{ id: 1 }] }, { id: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Delays and rates are left out: they would make the run wait, not fail. */
const known = fc.dictionary(
  fc.constantFrom(
    ...["kind", "kinds", "status", "count", "after", "path", "operationId", "body", "encoding", "retryAfter"],
    ...["now", "advanceMs", "frozen", "acknowledged", "afterLines", "afterProcessing", "projects", "seed", "version"],
  ),
  value,
);
const body = fc.oneof(
  { weight: 4, arbitrary: known.map((json) => JSON.stringify(json)) },
  { weight: 2, arbitrary: value.map((json) => JSON.stringify(json)) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom("{", "[1", "[".repeat(5_000), '{"__proto__":{"kind":"status"}}') },
);
const type = fc.constantFrom("application/json", "text/plain", "application/x-www-form-urlencoded", "a/b; c");
const call = fc.record({ path, query, method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"), body, type });

test("B7: whatever a control route is sent, it refuses or does it, and the sandbox goes on as before", async () => {
  await fc.assert(
    fc.asyncProperty(call, async ({ path: at, query: asked, method, body: sent, type: contentType }) => {
      const { status, json } = await send(sandbox, `/_sandbox${at}${asked}`, {
        method,
        headers: { "Content-Type": contentType },
        body: method === "GET" ? undefined : sent,
      });
      expect(status).toBeLessThan(500);
      // A refusal says why.
      if (status >= 400) expect(json).toEqual(expect.objectContaining({ error: expect.stringMatching(/\S/) }));

      sandbox.faults.clear();
      sandbox.reset();
      sandbox.clock.set(NOW_MS);
      expect((await postJson(sandbox, IMPORT, [event()])).status).toBe(200);
      expect(storedIn(sandbox)).toHaveLength(1);
    }),
    { seed: 7, numRuns: RUNS },
  );
});
