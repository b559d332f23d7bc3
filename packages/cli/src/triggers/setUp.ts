/** Prepares a trigger for a run: its connections, inputs and context. */
import type { Component, Trigger } from "../bundle";
import { openTarget, type Target } from "../connection";
import { assertKnownInputs, contextOf, type Log, withDefaults } from "../execute";
import { asConnectionValue, isWebhookConnection, type WebhookCredentials, webhookCredentials } from "./credentials";

/** A trigger that is ready to run. */
export interface Prepared {
  trigger: Trigger;
  params: Record<string, unknown>;
  /** The context of its executions, without state. */
  context: object;
  /** Where it calls Mixpanel; undefined if it never does. */
  target: Target | undefined;
  /** With which it is called; undefined if it never is. */
  credentials: WebhookCredentials | undefined;
}

export interface SetUp {
  given: Readonly<Record<string, unknown>>;
  environment: NodeJS.ProcessEnv;
  sandboxUrl: string | undefined;
  /** Whether Mixpanel is played by a sandbox, whatever the environment says. */
  isSimulated: boolean;
  log: Log;
  debug: boolean;
}

/** The environment without what would lead to Mixpanel. */
const withoutConnection = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^MIXPANEL_(?!WEBHOOK_)/.test(name)));

/** @throws UsageError for an input that the trigger does not have; what opening the target throws */
export async function prepare(component: Component, trigger: Trigger, options: SetUp): Promise<Prepared> {
  const { given, sandboxUrl, isSimulated, log, debug } = options;
  assertKnownInputs(trigger, given);
  const environment = isSimulated ? withoutConnection(options.environment) : options.environment;
  const keys = trigger.inputs.filter(({ type }) => type === "connection").map(({ key }) => key);
  const forWebhook = keys.filter((key) => isWebhookConnection(component, key));
  const credentials = forWebhook.length > 0 ? webhookCredentials(environment) : undefined;
  const callsMixpanel = keys.length > forWebhook.length;
  const target =
    callsMixpanel || isSimulated || sandboxUrl !== undefined
      ? await openTarget(component, { environment, sandboxUrl, ownSandbox: { sample: true } })
      : undefined;
  const connection = target?.connection ?? { key: "", configVarKey: "", fields: {} };
  const webhooks = forWebhook.map((key) => [key, credentials && asConnectionValue(key, credentials)] as const);
  return {
    trigger,
    params: withDefaults(trigger, { ...given, ...Object.fromEntries(webhooks) }, connection),
    context: contextOf(trigger, { log, debug }),
    target,
    credentials,
  };
}
