/**
 * Runs the integration without the platform: the sandbox pushes a cohort over HTTP to the trigger, which is served on this machine, and each
 * call that the trigger passes on runs the flow, with the component's own actions.
 */
import { createHarness, invokeFlow } from "@prismatic-io/spectral/dist/testing";
import { startSandbox } from "mixpanel-sandbox";
import { asComponent, type Trigger, type TriggerResult } from "../../../packages/cli/src/bundle";
import { contextOf } from "../../../packages/cli/src/execute";
import { listen } from "../../../packages/cli/src/triggers/listen";
import component from "../../../src";
import { loggerOf } from "../../common/offline/logger";
import { syncCohort } from "../src/flows";
import { API_KEY, startCrm } from "./crmServer";

export const PROJECT_ID = 1;
export const COHORT = { id: "42", name: "Power users" };
export const WEBHOOK = { username: "mixpanel", password: "webhook-password-that-nobody-may-see" };

export interface Member {
  mixpanel_distinct_id: string;
  email?: string;
}

/** What goes wrong between Mixpanel and the trigger, as the sandbox's control route takes it. */
export interface Disorder {
  shuffle?: boolean;
  duplicate?: number[];
  drop?: number[];
}

export interface RigOptions {
  /** Replaces what the wizard was filled in with. */
  configVars?: Record<string, string>;
  /** Every so many different requests to the CRM fail at first; 0 for none. */
  failEvery?: number;
  /** Password that was entered in Mixpanel. */
  password?: string;
  /** Members in one call; Mixpanel sends 1,000. */
  pageSize?: number;
  /** API key that was entered in the wizard. */
  apiKey?: string;
}

/** The inputs of the trigger: what the flow refers to, and the form's defaults. */
function triggerParams(trigger: Trigger, configVars: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(syncCohort.onTrigger.values).map(([key, value]) => [
    key,
    "configVar" in value ? configVars[value.configVar] : value.value,
  ]);
  return {
    ...Object.fromEntries(trigger.inputs.map((input) => [input.key, input.default])),
    ...Object.fromEntries(values),
  };
}

export async function startRig({
  failEvery = 0,
  password = WEBHOOK.password,
  apiKey = API_KEY,
  pageSize = 1000,
  configVars: chosen,
}: RigOptions = {}) {
  const sandbox = await startSandbox({ port: 0 });
  const crm = await startCrm(failEvery);
  const harness = createHarness(component);
  const trigger = asComponent(component).triggers.cohortSync;
  if (trigger === undefined) throw new Error("The component has no trigger cohortSync.");

  const fields = { username: "sandbox.user", password: "sandbox-secret", apiHost: sandbox.url };
  const configVars = {
    "Mixpanel Connection": { key: "apiToken", fields },
    "Webhook Credentials": { key: "webhookCredentials", fields: WEBHOOK },
    Project: String(PROJECT_ID),
    Cohort: COHORT.id,
    "CRM Endpoint": crm.endpoint,
    "CRM Access": { key: "crm-access", fields: { apiKey } },
    "CRM Record ID": "Distinct ID",
    ...chosen,
  };
  const logs: string[] = [];
  const results: unknown[] = [];
  const failures = new Set<unknown>();
  const sent = { events: 0, runs: 0 };
  const logger = loggerOf((text) => logs.push(text));
  const context = { ...contextOf(trigger, { log: () => {}, debug: false }), logger };

  const mixpanel = {
    importEvents: (values: { events: string }) => {
      sent.events += JSON.parse(values.events).length;
      return harness.action("importEvents", values, { logger });
    },
  };

  async function runFlow({ payload }: TriggerResult): Promise<void> {
    // As the flow's error handling says: the same execution again, and no other before it has ended.
    for (let left = syncCohort.errorConfig.maxAttempts; ; left -= 1) {
      sent.runs += 1;
      try {
        const { result } = await invokeFlow(syncCohort, {
          configVars,
          context: { components: { mixpanel }, logger },
          payload,
        });
        results.push(result?.data);
        return;
      } catch (error) {
        if (left > 0) continue;
        failures.add(error);
        throw error;
      }
    }
  }

  let running: Promise<void> = Promise.resolve();
  const served = await listen(trigger, {
    params: triggerParams(trigger, configVars),
    context,
    run: (result) => {
      running = runFlow(result);
      return running;
    },
    failed: (error) => failures.add(error),
  });

  async function control(path: string, body: object): Promise<{ id: number; status: string }> {
    const response = await fetch(`${sandbox.url}/_sandbox/cohort-syncs${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The sandbox responded ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  return {
    sandbox,
    crm,
    url: served.url,
    logs,
    results,
    failures,
    sent,
    /** Starts a sync, which sends the whole cohort. */
    start: (members: Member[], disorder: Disorder = {}, cohort = COHORT) =>
      control("", {
        project_id: PROJECT_ID,
        url: served.url,
        ...WEBHOOK,
        password,
        cohort,
        members,
        disorder,
        page_size: pageSize,
      }),
    /** Sends what has changed since the sync before. */
    sync: (id: number, members: Member[], disorder: Disorder = {}) => control(`/${id}/run`, { members, disorder }),
    /** The events that the flow tracked, as the project has them. */
    tracked: () => [...(sandbox.projects.get(PROJECT_ID)?.events.range() ?? [])],
    /** Waits until the flow has run for what was sent. Executions are queued, so only the last one can still run then. */
    settle: () => running.catch(() => {}),
    close: async () => {
      await served.close();
      await Promise.all([sandbox.close(), crm.close()]);
    },
  };
}
