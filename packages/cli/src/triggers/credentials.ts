/** The credentials with which Mixpanel calls a webhook: from the environment, or made for one run. */
import { randomBytes } from "node:crypto";
import type { Component } from "../bundle";
import type { ConnectionValue } from "../connection";
import { UsageError } from "../usage";

const USERNAME = "MIXPANEL_WEBHOOK_USERNAME";
const PASSWORD = "MIXPANEL_WEBHOOK_PASSWORD";
const PASSWORD_BYTES = 24;

export interface WebhookCredentials {
  username: string;
  password: string;
  /** Whether they were made for this run: nobody knows them unless the run prints them. */
  isGenerated: boolean;
}

/** @throws UsageError if only one of the two variables is set */
export function webhookCredentials(environment: NodeJS.ProcessEnv): WebhookCredentials {
  const { [USERNAME]: username, [PASSWORD]: password } = environment;
  if (username && password) return { username, password, isGenerated: false };
  if (username || password)
    throw new UsageError(`${username ? PASSWORD : USERNAME} is not set. Set both variables, or neither.`);
  return { username: "mixpanel", password: randomBytes(PASSWORD_BYTES).toString("base64url"), isGenerated: true };
}

/** The key of a component's connection is also that of the inputs which take it; the other inputs take the first connection. */
export function isWebhookConnection({ connections }: Component, inputKey: string): boolean {
  return connections.slice(1).some(({ key }) => key === inputKey);
}

/** The credentials as the platform passes a connection. */
export const asConnectionValue = (key: string, { username, password }: WebhookCredentials): ConnectionValue => ({
  key,
  configVarKey: "",
  fields: { username, password },
});
