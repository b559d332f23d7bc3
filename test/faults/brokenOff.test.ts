import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { sendImport } from "../../src/mixpanel/ingest/events";
import { failureOf } from "../support/failure";
import { differences, eventOf, eventsUpTo, exactlyOnce } from "./account";
import { clientAt, PROJECT_ID } from "./client";

const PATH = "/import";
const COUNT = 30_000;
const RETRY_ONCE = { maxRetries: 1, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 };

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const storedInSandbox = () => sandbox.projects.get(PROJECT_ID)?.events.size;

test.each<[string, number, FaultRequest, string]>([
  ["credentials that are withdrawn", 7, { kind: "status", status: 401 }, "authentication_failed"],
  ["a membership that ends", 1, { kind: "status", status: 403 }, "authentication_failed"],
  ["a plan that ends", 12, { kind: "status", status: 402 }, "plan_does_not_include"],
  ["credentials that never were", 0, { kind: "status", status: 401 }, "authentication_failed"],
  ["a limit that stays", 9, { kind: "status", status: 429 }, "rate_limited"],
  ["a server that stays down", 5, { kind: "status", status: 503 }, "server_error"],
])("%s after %i requests: the error says how many events the sandbox holds", async (_what, passed, fault, code) => {
  sandbox = await startSandbox({
    port: 0,
    limits: false,
    faults: [{ ...fault, path: PATH, after: passed, count: 500 }],
  });
  const error = await failureOf(sendImport(clientAt(sandbox.url, { retry: RETRY_ONCE }), eventsUpTo(COUNT)));
  expect(error).toMatchObject({ code, operation: "importEvents" });
  expect(storedInSandbox()).toBe(passed * 2_000);
  expect(error.message).toContain(`Before that, Mixpanel stored ${passed * 2_000} events and rejected 0.`);
  expect(error.message).toContain("It is safe to run it again: this creates no duplicates");
});

test("T22: a host that goes down between two requests: stored is what was answered, and a rerun completes it", async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
  let answered = 0;
  let fiveAnswered = () => {};
  const answers = new Promise<void>((resolve) => {
    fiveAnswered = resolve;
  });
  const client = clientAt(sandbox.url, {
    retry: RETRY_ONCE,
    log: ({ outcome }) => {
      if (outcome === 200 && ++answered === 5) fiveAnswered();
    },
  });
  async function* events() {
    for (let n = 0; n < COUNT; n++) {
      // The sixth request is not packed before the first five are answered and the host is gone.
      if (n === 10_001) {
        await answers;
        await sandbox.app.close();
      }
      yield eventOf(n);
    }
  }
  const error = await failureOf(sendImport(client, events()));
  expect(error).toMatchObject({ code: "network_error" });
  expect(storedInSandbox()).toBe(10_000);
  expect(error.message).toContain("Before that, Mixpanel stored 10000 events and rejected 0.");
  // That would contradict the account.
  expect(error.message).not.toContain("nothing was sent");

  const again = await startSandbox({ port: 0, limits: false, seed: sandbox.snapshot() });
  sandbox = again;
  const result = await sendImport(clientAt(again.url), eventsUpTo(COUNT));
  expect(result).toMatchObject({ received: COUNT, imported: COUNT, failed: 0 });
  expect(differences(again, COUNT)).toEqual(exactlyOnce(COUNT));
});

test("an ending for good waits for the requests that are under way, and reads no further", async () => {
  const faults: FaultRequest[] = [
    { kind: "slow", delayMs: 1_500, path: PATH, count: 3 },
    { kind: "status", status: 401, path: PATH, count: 500 },
  ];
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  let read = 0;
  function* events() {
    for (const event of eventsUpTo(COUNT)) {
      read++;
      yield event;
    }
  }
  const error = await failureOf(sendImport(clientAt(sandbox.url), events(), { concurrency: 4 }));
  expect(error.message).toContain("Mixpanel stored 6000 events");
  expect(storedInSandbox()).toBe(6_000);
  // Four requests under way, one that waits, one packed ahead, and the record that no longer fitted into it.
  expect(read).toBeLessThanOrEqual(6 * 2_000 + 1);
});
