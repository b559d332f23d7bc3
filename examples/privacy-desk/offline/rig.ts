/**
 * Runs the integration without the platform: its webhook is served on this machine, its scheduled flow runs when it is told to, with the
 * component's own actions against a sandbox, whose days pass when they are told to.
 */
import { createHarness, invokeFlow } from "@prismatic-io/spectral/dist/testing";
import { startSandbox } from "mixpanel-sandbox";
import { contextOf } from "../../../packages/cli/src/execute";
import { listen } from "../../../packages/cli/src/triggers/listen";
import { StateStore } from "../../../packages/cli/src/triggers/states";
import component from "../../../src";
import { loggerOf } from "../../common/offline/logger";
import { receiveRequest, workOnRequests } from "../src/flows";
import { API_KEY, startCustomer } from "./customer";

export const PROJECT_ID = 1;
export const SECRETS = {
  gdprToken: "sandbox-gdpr-token",
  password: "sandbox-secret",
  projectToken: "sandbox-token",
  apiKey: API_KEY,
  evidenceKey: "evidence-key-that-nobody-may-see",
};
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface RigOptions {
  /** Replaces fields of the Mixpanel connection. */
  connection?: Record<string, string>;
  /** Replaces what the wizard was filled in with. */
  configVars?: Record<string, string>;
}

/** A person in Mixpanel: a profile, and events, some of them of a device before the person signed up. */
export interface Person {
  id: string;
  email: string;
  device?: string;
}

/** A case that was stored. */
type Stored = { request_id: string; state: unknown };

export async function startRig({ connection = {}, configVars: chosen }: RigOptions = {}) {
  const sandbox = await startSandbox({ port: 0, limits: false });
  const customer = await startCustomer();
  const harness = createHarness(component);
  const { gdprToken, password, projectToken, evidenceKey } = SECRETS;
  const fields = {
    username: "sandbox.user",
    password,
    projectToken,
    projectId: String(PROJECT_ID),
    gdprToken,
    apiHost: sandbox.url,
    maxRetries: "1",
    rateShare: "100",
    ...connection,
  };
  const configVars = {
    "Mixpanel Connection": { key: "apiToken", fields },
    "Endpoint Access": { key: "endpoint-access", fields: { apiKey: API_KEY, evidenceKey } },
    Endpoint: customer.endpoint,
    Regulation: "GDPR",
    "E-mail Properties": "$email, email",
    "Event Days": "30",
    "Check Again After": "7",
    ...chosen,
  };
  const logs: string[] = [];
  const logger = loggerOf((line) => logs.push(line));
  const store = new StateStore();
  const now = () => new Date(sandbox.clock.now()).toISOString();
  const failures: unknown[] = [];

  const trigger = {
    key: receiveRequest.stableKey,
    display: { label: receiveRequest.name, description: receiveRequest.description },
    inputs: [],
    isPollingTrigger: false,
    perform: (context: object, payload: object) =>
      Object(receiveRequest).onTrigger({ ...context, configVars }, { ...payload, startedAt: now() }, {}),
  };
  const served = await listen(trigger, {
    params: {},
    context: { ...contextOf(trigger, { log: () => {}, debug: false }), logger },
    isolated: true,
    run: async ({ payload }) => {
      // What the platform stores of the call.
      logs.push(JSON.stringify(payload));
      await invokeFlow({ ...receiveRequest, onTrigger: undefined }, { configVars, context: { logger }, payload });
    },
    failed: (error) => failures.push(error),
  });

  async function send(body: unknown, headers: Record<string, string> = { "Content-Type": "application/json" }) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(served.url, { method: "POST", headers, body: text });
    return { status: response.status, body: Object(await response.json()) };
  }

  /**
   * Runs the scheduled flow once, as the platform does: states are kept only if it succeeds.
   *
   * @param killAfter ends the execution as a crash would, as soon as such a case was stored
   */
  async function work({ killAfter = () => false }: { killAfter?(stored: Stored): boolean } = {}) {
    const stored = customer.history.length;
    let kill = () => {};
    const killed = new Promise<never>((_, reject) => {
      kill = () => reject(new Error("killed"));
    });
    const isKilled = () => customer.history.slice(stored).some(killAfter);
    return store.execute(async (states) => {
      const mixpanel = Object.fromEntries(
        Object.keys(component.actions).map((key) => [
          key,
          (values: Record<string, unknown>) => {
            if (isKilled()) {
              kill();
              return new Promise(() => {});
            }
            return harness.action(key, values, { logger, ...states });
          },
        ]),
      );
      const context = { components: { mixpanel }, logger, startedAt: now(), ...states };
      const { result } = await Promise.race([invokeFlow(workOnRequests, { configVars, context }), killed]);
      return Object(result).data;
    });
  }

  async function control(method: string, path: string, body: object): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`The sandbox responded ${response.status}: ${await response.text()}`);
  }

  async function call(action: string, values: Record<string, unknown>): Promise<void> {
    await harness.action(action, { connection: configVars["Mixpanel Connection"], ...values });
  }

  return {
    sandbox,
    customer,
    url: served.url,
    logs,
    failures,
    send,
    work,
    now,
    caseOf: (requestId: string) => Object(customer.requests.get(requestId)?.case),
    evidenceOf: (requestId: string) => Object(customer.requests.get(requestId)?.evidence),
    /** Lets days pass, and an hour more, with some runs of the flow, the last of them at the end. */
    async pass(days: number, runs = 1) {
      for (let run = 0; run < runs; run += 1) {
        sandbox.clock.advance((days * DAY_MS + HOUR_MS) / runs);
        await work();
      }
    },
    /** Whether the GDPR token, which all projects of the sandbox have, has expired. */
    expireToken(isExpired: boolean) {
      for (const project of sandbox.projects.values()) project.gdprTokenExpires = isExpired ? now() : null;
    },
    settings: (settings: object) => control("PUT", "/gdpr", settings),
    /** Creates a person with a profile and an event. */
    async add({ id, email, device }: Person) {
      await call("createProfile", { properties: JSON.stringify({ $distinct_id: id, $set: { $email: email } }) });
      const time = sandbox.clock.now() - HOUR_MS;
      const events = [
        { event: "Sign Up", properties: { distinct_id: id, time, ...(device && { $device_id: device }) } },
      ];
      await call("importEvents", { events: JSON.stringify(events) });
    },
    /** What Mixpanel has of a person. */
    inMixpanel(id: string) {
      const project = sandbox.projects.get(PROJECT_ID);
      const state = sandbox.state(PROJECT_ID);
      return {
        events: [...(project?.events.range() ?? [])].filter(({ distinctId }) => distinctId === id).length,
        isProfile: JSON.stringify(state?.profiles ?? []).includes(`"${id}"`),
      };
    },
    /** The requests that created a task. */
    created: (kind: "retrieval" | "deletion") =>
      sandbox.requests.list({ operationId: `create-${kind}` }).filter(({ status }) => status === 200 || status === 201)
        .length,
    close: async () => {
      await served.close();
      await Promise.all([sandbox.close(), customer.close()]);
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;
