import { gzipSync } from "node:zlib";
import { MixpanelError } from "../../../src/mixpanel/errors";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";

const wire = useWire();
const range = { from_date: "2024-01-01", to_date: "2024-01-31" };
const event = (n: number) => ({ event: "Signed Up", properties: { time: 1700000000 + n, distinct_id: `user-${n}` } });
const lines = (count: number) => Array.from({ length: count }, (_, n) => `${JSON.stringify(event(n))}\n`).join("");

function downloading(reply: Reply, params: Record<string, unknown> = {}) {
  wire.current.reply(reply);
  return runAction("downloadData", { connection: connections.full, params: { ...range, ...params } });
}

test("reads a compressed response", async () => {
  const outcome = await downloading({ body: gzipSync(lines(3)), headers: { "content-encoding": "gzip" } });
  expect(outcome).toMatchObject({ value: { data: { events: [0, 1, 2].map(event), count: 3, truncated: false } } });
});

test("reads a response without events as an empty list", async () => {
  expect(await downloading({ body: "" })).toMatchObject({
    value: { data: { events: [], count: 0, truncated: false } },
  });
});

test("stops at Max Events, with truncated true", async () => {
  const outcome = await downloading({ body: lines(3) }, { maxEvents: "2" });
  expect(outcome).toMatchObject({ value: { data: { events: [0, 1].map(event), count: 2, truncated: true } } });
});

test("truncated is false if the range has exactly Max Events events", async () => {
  const outcome = await downloading({ body: lines(3) }, { maxEvents: "3" });
  expect(outcome).toMatchObject({ value: { data: { count: 3, truncated: false } } });
});

const complete = gzipSync(lines(1000));
test("an error instead of events fails the step with Mixpanel's message, without a retry", async () => {
  const { error } = {
    error: undefined,
    ...(await downloading({ body: '{"error": "Invalid expression", "status": 0}\n' })),
  };
  expect(error).toMatchObject({
    code: "unusable_response",
    retryable: false,
    message: expect.stringContaining("an error instead of events (Invalid expression)"),
  });
});

test.each<[string, Reply]>([
  ["a last line that says so", { body: `${lines(2)}export terminated early` }],
  ["half a line", { body: lines(2).slice(0, -10) }],
  ["an error behind events", { body: `${lines(2)}{"error": "internal"}\n` }],
  ["a web page behind events", { body: `${lines(2)}<!doctype html><html></html>` }],
  [
    "compressed data that is cut",
    { body: complete.subarray(0, complete.length - 20), headers: { "content-encoding": "gzip" } },
  ],
])("a truncated export fails the step: %s", async (_what, reply) => {
  const { error } = { error: undefined, ...(await downloading(reply)) };
  expect(error).toBeInstanceOf(MixpanelError);
  expect(error).toMatchObject({ code: "unusable_response", message: expect.stringContaining("was truncated") });
});
