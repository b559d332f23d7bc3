import { listen } from "../../packages/cli/src/triggers/listen";
import component from "../../src";
import { leaksIn } from "../support/leaks";
import { recordedContext, sentinelInputs, webhook, webhookForms } from "../support/sentinels";
import { triggerOf } from "../support/triggers";

const webhooks = Object.keys(component.triggers).filter((key) => !triggerOf(key).isPollingTrigger);

const base64 = (text: string) => Buffer.from(text).toString("base64");
const right = base64(`${webhook.username}:${webhook.password}`);
const wrong = base64(`${webhook.username}:${webhook.password}x`);

const calls: [what: string, authorization: string | undefined, body: unknown][] = [
  ["the right credentials", `Basic ${right}`, {}],
  ["the right credentials and no usable body", `Basic ${right}`, null],
  ["wrong credentials", `Basic ${wrong}`, {}],
  ["credentials in another form", `Bearer ${right}`, {}],
  ["no credentials", undefined, {}],
];

const secrets = [...webhookForms, wrong];

describe.each(webhooks)("G6: %s", (key) => {
  test.each(calls)(
    "passes on, answers, logs and keeps no credential of a call with %s",
    async (_what, authorization, body) => {
      const { logs, context } = recordedContext(key);
      const passedOn: object[] = [];
      const errors: unknown[] = [];
      const listening = await listen(triggerOf(key), {
        params: sentinelInputs(key),
        context,
        run: (result) => void passedOn.push(result),
        failed: (error) => void errors.push(error),
      });

      const response = await fetch(listening.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
        body: JSON.stringify(body),
      });
      const answer = { text: await response.text(), headers: [...response.headers] };
      await listening.close();

      expect(passedOn.length + errors.length).toBe(1);
      expect(response.status === 401).toBe(authorization !== `Basic ${right}`);
      expect(leaksIn({ passedOn, answer, errors, logs, states: listening.store.states }, secrets)).toEqual([]);
    },
  );
});
