import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { MixpanelError } from "../../../src/mixpanel/errors";
import { syncRows } from "../../../src/mixpanel/rows/syncRows";
import type { SyncOptions } from "../../../src/mixpanel/rows/types";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const CONTINUED: readonly SyncOptions["target"][] = [
  { kind: "events" },
  { kind: "users" },
  { kind: "users", mode: "addUp" },
  { kind: "groups" },
];

type Answer = (response: ServerResponse, records: readonly unknown[]) => void;

const stored = (count: number) => ({ code: 200, status: "OK", num_records_imported: count, num_good_events: count });
const profiles = (count: number) => ({ ...stored(count), status: 1, error: null });
const all = (response: ServerResponse, count: number, isEvent: boolean) =>
  sendJson(response, isEvent ? stored(count) : profiles(count));

/** What a server may answer; `isEvent` says in which form. */
const answers = (isEvent: boolean): Readonly<Record<string, Answer>> => ({
  stores: (response, records) => all(response, records.length, isEvent),
  "says that it stored none": (response) => all(response, 0, isEvent),
  "says that it stored one less": (response, records) => all(response, records.length - 1, isEvent),
  ...Object.fromEntries(
    ["insert_id", "$insert_id"].map((key): [string, Answer] => [
      `rejects every third record by ${key}`,
      (response, records) => {
        const failed_records = records.flatMap((record, index) =>
          index % 3 === 0 ? [{ index, [key]: Object(record).properties?.$insert_id, field: "x", message: "bad" }] : [],
        );
        const count = records.length - failed_records.length;
        sendJson(response, { ...stored(count), code: 400, status: "Bad Request", error: "some", failed_records }, 400);
      },
    ]),
  ),
  "finds a body of several records too large": (response, records) => {
    if (records.length > 1) sendJson(response, { error: "too large" }, 413);
    else all(response, 1, isEvent);
  },
  "is limited": (response) => sendJson(response, { error: "rate limit" }, 429),
  fails: (response) => sendJson(response, { error: "internal" }, 500),
  "closes the connection": (response) => response.destroy(),
  "sends no JSON": (response) => response.end("<html>"),
  "refuses the body": (response) => sendJson(response, { status: 0, error: "bad request" }, 400),
});

test("W4, expectations 1 and 3: whatever a server does, each row is counted once, and listed as it was read", async () => {
  const target = fc.constantFrom(...CONTINUED);
  const kinds = fc.array(fc.constantFrom(...Object.keys(answers(true))), { minLength: 1, maxLength: 6 });
  const flaws = fc.array(fc.constantFrom("none", "none", "none", "time", "ID", "shape"), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(target, kinds, flaws, fc.boolean(), async (to, chosen, rowFlaws, isStream) => {
      const known = answers(to.kind === "events");
      const server = await serve((response, request, number) => {
        const records = jsonOf(request);
        known[chosen[number % chosen.length] ?? "stores"]?.(response, Array.isArray(records) ? records : []);
      });
      const rows = rowFlaws.map((flaw, at) => {
        const id = flaw === "ID" ? "null" : `u${at}`;
        const time = flaw === "time" ? "never" : 1_700_000_000;
        return flaw === "shape" ? at : { event: "E", time, distinct_id: id, group_key: "k", group_id: id, n: at };
      });
      async function* read() {
        yield* rows;
      }
      const client = new MixpanelClient({
        credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
        projectId: "12",
        apiHost: server.url,
        transport: fakeTime().options,
      });
      const mapping = { fields: {}, properties: [{ column: "n", property: "n" }], rest: "drop" } as const;
      // Rows whose columns nobody knows cannot be mapped.
      fc.pre(rows.some((row) => typeof row === "object"));
      const run = syncRows(client, isStream ? read() : rows, { target: to, mapping, maxListed: 1_000 });
      const result = await run.catch((error: unknown) => error);
      await closeServers();
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(MixpanelError);
        expect(result.message).not.toMatch(/secret-1|token-1/);
        return;
      }
      const { received, imported, rejected, held, unconfirmed, rejected_rows, held_rows, ...others } = Object(result);
      expect(imported + rejected + held + unconfirmed).toBe(received);
      expect(rejected_rows).toHaveLength(rejected);
      expect(others.rejected_by_reason.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
        rejected,
      );
      const listed = [...rejected_rows, ...held_rows];
      expect(listed.map(({ row }) => row)).toEqual(listed.map(({ position }) => rows[position]));
      expect(new Set(listed.map(({ position }) => position)).size).toBe(listed.length);
      expect(JSON.stringify(result)).not.toMatch(/secret-1|token-1/);
    }),
    { numRuns: 60 },
  );
});
