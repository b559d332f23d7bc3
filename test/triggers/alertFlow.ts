import type { Sandbox } from "mixpanel-sandbox";
import type { TriggerResult } from "../../packages/cli/src/bundle";
import { contextOf, withDefaults } from "../../packages/cli/src/execute";
import { deploy, remove } from "../../packages/cli/src/triggers/lifecycle";
import { listen } from "../../packages/cli/src/triggers/listen";
import { StateStore } from "../../packages/cli/src/triggers/states";
import { isRecord } from "../../src/mixpanel/records/json";
import { triggerOf } from "../support/triggers";

export const WEBHOOK_USER = "mixpanel";
export const WEBHOOK_PASSWORD = "webhook-secret-0123456789";

export const webhookCredentials = (fields: Record<string, unknown> = {}) => ({
  key: "webhookCredentials",
  configVarKey: "Webhook Credentials",
  fields: { username: WEBHOOK_USER, password: WEBHOOK_PASSWORD, ...fields },
});

const connectionOf = (sandbox: Sandbox) => ({
  key: "apiToken",
  configVarKey: "Mixpanel",
  fields: {
    username: "sandbox.user",
    password: "sandbox-secret",
    projectId: "1",
    apiHost: sandbox.url,
    maxRetries: "0",
  },
});

export interface AlertFlowOptions {
  name?: string;
  stableId?: string;
  params?: Record<string, unknown>;
  /** The states of the instance, which its flows share. */
  store?: StateStore;
}

const trigger = triggerOf("alert");

/** A flow that begins with the trigger Alert, served on this machine as the platform serves it. */
export async function alertFlow(sandbox: Sandbox, options: AlertFlowOptions = {}) {
  const { name = "Flow 1", stableId = `stable-${name}`, store = new StateStore() } = options;
  const logs: string[] = [];
  const results: TriggerResult[] = [];
  const context = {
    ...contextOf(trigger, { log: (level, message) => logs.push(`${level}: ${message}`), debug: true }),
    instance: { id: "instance-1", name: "Acme" },
    flow: { id: `id-${name}`, name, stableId },
  };
  const paramsWith = (changed: Record<string, unknown>) =>
    withDefaults(
      trigger,
      { webhookCredentials: webhookCredentials(), ...options.params, ...changed },
      connectionOf(sandbox),
    );
  const served = await listen(trigger, {
    params: paramsWith({}),
    context,
    store,
    run: (result) => void results.push(result),
  });
  const deployment = (changed: Record<string, unknown>) => ({
    params: paramsWith(changed),
    context: served.context,
    store,
  });
  return {
    url: served.url,
    context: served.context,
    store,
    logs,
    /** What the flow was run with. */
    results,
    close: served.close,
    /** @param changed inputs that differ from those that calls are checked with */
    deploy: (changed: Record<string, unknown> = {}) => deploy(trigger, deployment(changed)),
    remove: (changed: Record<string, unknown> = {}) => remove(trigger, deployment(changed)),
  };
}

const headers = {
  Authorization: `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`,
  "Content-Type": "application/json",
};

async function request(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  if (!response.ok || !isRecord(json)) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(json)}`);
  return json;
}

const pathOf = (project: number) => `/api/app/projects/${project}/webhooks`;

/** The webhooks that a project of the sandbox has. */
export async function webhooksOf(sandbox: Sandbox, project = 1): Promise<Record<string, unknown>[]> {
  const { results } = await request(sandbox, "GET", pathOf(project));
  return Array.isArray(results) ? results.filter(isRecord) : [];
}

/** Makes a webhook by hand. */
export const addWebhook = (sandbox: Sandbox, webhook: object, project = 1) =>
  request(sandbox, "POST", pathOf(project), webhook);

/** Changes a webhook by hand. */
export const changeWebhook = (sandbox: Sandbox, id: unknown, change: object) =>
  request(sandbox, "PATCH", `${pathOf(1)}/${id}`, change);

/** Makes an alert fire, which is sent to a webhook. @returns what the receiver responded */
export const fire = (sandbox: Sandbox, webhook_id: unknown, content: object = {}) =>
  request(sandbox, "POST", "/_sandbox/alerts", {
    project_id: 1,
    webhook_id,
    alert: { id: 5, name: "Sign-ups drop" },
    condition: { operator: "<", threshold: 25_000, current_value: 20_000 },
    report: { name: "Sign-ups" },
    ...content,
  });
