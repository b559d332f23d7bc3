import { drain } from "../../packages/cli/src/triggers/drain";
import { deploy, remove } from "../../packages/cli/src/triggers/lifecycle";
import { StateStore } from "../../packages/cli/src/triggers/states";
import component from "../../src";
import { ALL_HOSTS } from "../support/hosts";
import { leaksIn } from "../support/leaks";
import { recordedContext, secretsOf, sentinelInputs } from "../support/sentinels";
import { triggerOf } from "../support/triggers";
import { type Reply, useWire } from "../support/wire";

const wire = useWire();

/** Failures of all kinds that repeat a text. */
const failuresWith = (echo: string, web = `<!DOCTYPE html><html><body>${echo}</body></html>`): [string, Reply][] => [
  ["a connection that breaks", { reset: true }],
  ["a redirect", { status: 302, headers: { location: "https://evil.example.com/" }, body: echo }],
  ["200 with an error", { body: { status: "error", error: { details: [echo] } } }],
  ["200 with a web page", { body: web }],
  ...[400, 401, 402, 403, 404, 413, 429, 500, 503].flatMap((status): [string, Reply][] => [
    [`${status} in JSON`, { status, body: { error: echo } }],
    [`${status} with a web page`, { status, body: web }],
  ]),
];

/** The triggers that call Mixpanel. */
const callers = Object.keys(component.triggers).filter((key) => {
  const { isPollingTrigger, webhookCreate } = triggerOf(key);
  return isPollingTrigger || webhookCreate !== undefined;
});

const cases = callers.flatMap((key) =>
  failuresWith(secretsOf(key).join(" ; ")).map(([what, reply]): [string, string, Reply] => [key, what, reply]),
);

const caught = <T>(promise: Promise<T>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** Polls, or deploys and deletes. */
async function run(key: string, context: object, store: StateStore): Promise<object[]> {
  const trigger = triggerOf(key);
  const params = sentinelInputs(key);
  if (!trigger.isPollingTrigger) {
    const deployment = { params, context, store };
    return [await caught(deploy(trigger, deployment)), await caught(remove(trigger, deployment))];
  }
  const poll = store.execute(async ({ instanceState }) => {
    const { state } = await drain(trigger, { params, context, state: instanceState, run: async () => {} });
    return { instanceState: state };
  });
  return [await caught(poll)];
}

test.each(cases)("G6: %s tells no secret on %s, and keeps none", async (key, what, reply) => {
  wire.current.replyAlways(() => reply);
  const { logs, context } = recordedContext(key);
  const store = new StateStore();

  const [outcome, ...more] = await run(key, context, store);

  expect(wire.current.requests.length).toBeGreaterThan(0);
  // A trigger that waits for days leaves a 429, and what it does not find, to later polls.
  const waits = key === "privacyRequestCompleted" && /^(400|404 in JSON|429)/.test(what);
  expect(outcome).toHaveProperty(waits ? "value" : "error");
  expect(leaksIn({ outcome, more, logs, states: store.states }, secretsOf(key))).toEqual([]);
  for (const { headers, host } of wire.current.requests) {
    if ("authorization" in headers) expect(ALL_HOSTS).toContain(host);
  }
});
