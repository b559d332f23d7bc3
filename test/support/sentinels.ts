import { contextOf } from "../../packages/cli/src/execute";
import { connectionWith } from "./connection";
import { triggerForms } from "./definitions";
import { everyForm } from "./encodings";
import { forgetEverything } from "./harness";
import { secretForms } from "./leaks";
import { triggerOf } from "./triggers";

const account = { username: "sentinel-user+1.mp-service-account", password: 'sentinel-pass/"&=+word é' };
const tokens = ["sentinel-project-token+0123/456789", "sentinel-gdpr-token=0123/456789"] as const;

/** What Mixpanel sends with each call of a webhook. */
export const webhook = { username: "sentinel-webhook-user", password: 'sentinel-webhook-pass/"&=+word é' };
/** Its user name by itself is no secret: Mixpanel shows it to everybody who may see the webhook. */
export const webhookForms = secretForms({ ...webhook, tokens: [] }).filter(
  (form) => !everyForm(webhook.username).includes(form),
);
const accountForms = secretForms({ ...account, tokens });

const inputsOf = (key: string) => triggerForms.find((form) => form.key === key)?.inputs ?? [];

/** Every form of every secret that a trigger has. */
export function secretsOf(key: string): string[] {
  const isCalled = inputsOf(key).some((input) => input.key === "webhookCredentials");
  return [...accountForms, ...(isCalled ? webhookForms : [])];
}

const connection = connectionWith({
  ...account,
  projectToken: tokens[0],
  gdprToken: tokens[1],
  projectId: "1234567",
  workspaceId: "7654321",
});
const webhookCredentials = { key: "webhookCredentials", configVarKey: "", fields: webhook };

/** The inputs of a trigger: connections with secrets, and of the others those that are required, as the form shows them by example. */
export function sentinelInputs(key: string): Record<string, unknown> {
  // A list without which the trigger has nobody to ask about.
  const followed = key === "privacyRequestCompleted" ? { deletionIds: ["1234567890123456789"] } : {};
  const inputs = Object.fromEntries(
    inputsOf(key).map(({ key: name, type, required, example, default: preset }) => {
      if (type === "connection") return [name, name === "webhookCredentials" ? webhookCredentials : connection];
      return [name, required && preset === "" ? example : preset];
    }),
  );
  return { ...inputs, ...followed };
}

/** A context whose log is kept, in debug mode. */
export function recordedContext(key: string) {
  forgetEverything();
  const logs: string[] = [];
  const log = (level: string, message: string) => void logs.push(`${level}: ${message}`);
  const context = contextOf(triggerOf(key), { log, debug: true });
  return { logs, context: { ...context, webhookUrls: { Runner: "https://hooks.example.com/own" } } };
}
