/** Prepares a trigger for a run: its connections, inputs and context. */
import type { Component, Trigger } from "../bundle";
import { openTarget, type Target } from "../connection";
import { assertKnownInputs, connectionInputs, contextOf, type Log, withDefaults } from "../execute";
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

/**
 * The credentials with which the trigger is called; undefined if it never is.
 *
 * @throws UsageError if the environment has only one half of them
 */
export function credentialsOf(component: Component, trigger: Trigger, environment: NodeJS.ProcessEnv) {
  const isCalled = connectionInputs(trigger).some((key) => isWebhookConnection(component, key));
  return isCalled ? webhookCredentials(environment) : undefined;
}

/** Prepares a trigger for a target that is open. @throws UsageError for an input that the trigger does not have */
export function prepareOn(
  component: Component,
  trigger: Trigger,
  options: Pick<SetUp, "given" | "log" | "debug"> & Pick<Prepared, "target" | "credentials">,
): Prepared {
  const { given, target, credentials, log, debug } = options;
  assertKnownInputs(trigger, given);
  const connection = target?.connection ?? { key: "", configVarKey: "", fields: {} };
  const webhooks = connectionInputs(trigger)
    .filter((key) => isWebhookConnection(component, key))
    .map((key) => [key, credentials && asConnectionValue(key, credentials)] as const);
  return {
    trigger,
    params: withDefaults(trigger, { ...given, ...Object.fromEntries(webhooks) }, connection),
    context: contextOf(trigger, { log, debug }),
    target,
    credentials,
  };
}

/** @throws UsageError for an input that the trigger does not have; what opening the target throws */
export async function prepare(component: Component, trigger: Trigger, options: SetUp): Promise<Prepared> {
  const { given, sandboxUrl, isSimulated, log, debug } = options;
  assertKnownInputs(trigger, given);
  const environment = isSimulated ? withoutConnection(options.environment) : options.environment;
  const credentials = credentialsOf(component, trigger, environment);
  const callsMixpanel = connectionInputs(trigger).some((key) => !isWebhookConnection(component, key));
  const target =
    callsMixpanel || isSimulated || sandboxUrl !== undefined
      ? await openTarget(component, { environment, sandboxUrl, ownSandbox: { sample: true } })
      : undefined;
  return prepareOn(component, trigger, { given, target, credentials, log, debug });
}
