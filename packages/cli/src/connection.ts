/** Chooses where actions send requests: to Mixpanel, to a running sandbox, or to a sandbox started for the run. */

import { DEFAULT_SERVICE_ACCOUNT, type SandboxOptions } from "mixpanel-sandbox";
import { z } from "zod";
import type { Component } from "./bundle";
import { namesFromDotEnv } from "./dotEnv";
import { assertReachable } from "./reachable";
import { secondFields } from "./secondConnection";
import { PROGRAM, UsageError } from "./usage";

const PREFIX = "MIXPANEL_";
const TO_PREFIX = "MIXPANEL_TO_";

/** Environment variable -> field of the connection. */
export const VARIABLES = {
  MIXPANEL_USERNAME: "username",
  MIXPANEL_SECRET: "password",
  MIXPANEL_PROJECT_ID: "projectId",
  MIXPANEL_PROJECT_TOKEN: "projectToken",
  MIXPANEL_RESIDENCY: "residency",
  MIXPANEL_GDPR_TOKEN: "gdprToken",
  MIXPANEL_WORKSPACE_ID: "workspaceId",
  MIXPANEL_ORGANIZATION_ID: "organizationId",
  MIXPANEL_API_HOST: "apiHost",
  MIXPANEL_TIME_LIMIT: "timeLimit",
} as const;

/** A connection's value, as the platform passes it to an action. */
export interface ConnectionValue {
  key: string;
  configVarKey: string;
  fields: Record<string, string>;
}

/** The connection that a run's actions use. */
export interface Target {
  kind: "environment" | "sandbox" | "ownSandbox";
  connection: ConnectionValue;
  /** The connection to send to, of an operation that takes two. */
  second?: ConnectionValue;
  /** Describes for people where requests go; contains no secret. */
  place: string;
  /** Stops the sandbox that was started for the run, if any. */
  close(): Promise<void>;
}

/** The connection's fields whose environment variables are set. */
export function environmentFields(environment: NodeJS.ProcessEnv, prefix = PREFIX): Record<string, string> {
  const set = Object.entries(VARIABLES).map(
    ([name, key]) => [key, environment[name.replace(PREFIX, prefix)]?.trim() ?? ""] as const,
  );
  return Object.fromEntries(set.filter(([, value]) => value !== ""));
}

/** How to choose a target. */
export interface TargetChoice {
  environment: NodeJS.ProcessEnv;
  /** The address of a running sandbox, which is called with its own credentials, never the environment's. */
  sandboxUrl: string | undefined;
  /** Options of the sandbox that is started for the run. */
  ownSandbox: SandboxOptions;
  /** Whether the operation takes a second connection. `ifThere`: it gets one if the environment, or the sandbox, has one. */
  needsSecond?: boolean | "ifThere";
  /** False if the caller checks itself whether the hosts can be reached. */
  checksHosts?: boolean;
  /** Minutes after which a step ends. */
  timeLimit?: string | undefined;
}

/**
 * Chooses the target, and starts a sandbox if neither a URL nor the environment names one.
 *
 * @throws UsageError for an invalid address, and without a second connection that the operation needs; Error if nothing responds there
 */
export async function openTarget(component: Component, choice: TargetChoice): Promise<Target> {
  const { environment, sandboxUrl, ownSandbox, needsSecond = false, checksHosts = true, timeLimit } = choice;
  const limit: Record<string, string> = timeLimit === undefined ? {} : { timeLimit };
  const filled = (fields: Record<string, string>) => connectionOf(component, { ...fields, ...limit });
  /** The first project of a sandbox, and its second one to send to. */
  const ofSandbox = (url: string, [first, second]: SandboxProject[]) => {
    if (first === undefined || (needsSecond === true && second === undefined))
      throw new Error("The sandbox has too few projects.");
    return {
      connection: filled(sandboxFields(url, first)),
      ...(needsSecond && second ? { second: filled(sandboxFields(url, second)) } : {}),
    };
  };
  if (sandboxUrl !== undefined) {
    const url = sandboxAddress(sandboxUrl);
    const close = async () => {};
    return { kind: "sandbox", ...ofSandbox(url, await projectsOfSandbox(url)), place: `the sandbox at ${url}`, close };
  }
  const named = environmentFields(environment);
  const namedTo = environmentFields(environment, TO_PREFIX);
  const hasSecond = needsSecond === "ifThere" ? Object.keys(namedTo).length > 0 : needsSecond;
  const to = hasSecond ? secondFields(named, namedTo) : undefined;
  if (Object.keys(named).length > 0) {
    if (checksHosts) await assertReachable(`${PREFIX}API_HOST`, named.apiHost);
    if (checksHosts) await assertReachable(`${TO_PREFIX}API_HOST`, to?.apiHost);
    return {
      kind: "environment",
      connection: filled(named),
      ...(to === undefined ? {} : { second: filled(to) }),
      place: placeOf(named, environment) + (to === undefined ? "" : `, to ${placeOf(to, environment, TO_PREFIX)}`),
      close: async () => {},
    };
  }
  // Loaded only when needed, because it takes longer to load than everything else together.
  const { startSandbox } = await import("mixpanel-sandbox");
  const sandbox = await startSandbox({ ...ownSandbox, port: 0 });
  return {
    kind: "ownSandbox",
    ...ofSandbox(sandbox.url, [...sandbox.projects.values()]),
    place: `a sandbox at ${sandbox.url}, which ends with this run`,
    close: () => sandbox.close(),
  };
}

/** The address of a sandbox, which may be given without a scheme. */
function sandboxAddress(given: string): string {
  const address = /^https?:\/\//.test(given) ? given : `http://${given}`;
  if (!URL.canParse(address))
    throw new UsageError(`--sandbox ${given} is not an address. Use one such as localhost:8787`);
  return address.replace(/\/+$/, "");
}

function connectionOf(component: Component, fields: Record<string, string>): ConnectionValue {
  const [definition] = component.connections;
  if (definition === undefined) throw new Error("The component has no connection.");
  const missing = Object.keys(fields).filter((key) => !definition.inputs.some((input) => input.key === key));
  if (missing.length > 0) throw new Error(`The component's connection has no ${missing.join(", ")}.`);
  // The platform fills in the defaults of a connection's form as well.
  const defaults = definition.inputs.map((input) => [input.key, String(input.default ?? "")] as const);
  // No platform limits the run's duration here, so the run has no time limit unless the environment sets one.
  const preset = { ...Object.fromEntries(defaults), timeLimit: "0" };
  return { key: definition.key, configVarKey: "", fields: { ...preset, ...fields } };
}

const sandboxProject = z.object({
  id: z.number(),
  token: z.string(),
  workspaceId: z.number(),
  organization: z.object({ id: z.number() }),
});
type SandboxProject = z.infer<typeof sandboxProject>;

const SANDBOX_WAIT_MS = 5000;
const sandboxFace = z.object({
  name: z.literal("Mixpanel sandbox"),
  projects: z.array(sandboxProject),
});

/** Checks that a sandbox responds before anything is sent: an action would retry for a minute if nothing listens. */
async function projectsOfSandbox(url: string): Promise<SandboxProject[]> {
  const answer: unknown = await fetch(`${url}/_sandbox`, { signal: AbortSignal.timeout(SANDBOX_WAIT_MS) })
    .then((response) => response.json())
    .catch(() => undefined);
  const face = sandboxFace.safeParse(answer);
  if (!face.success) throw new Error(`No sandbox responds at ${url}. Start one: ${PROGRAM} sandbox`);
  return face.data.projects;
}

function sandboxFields(url: string, { id, token, workspaceId, organization }: SandboxProject): Record<string, string> {
  return {
    username: DEFAULT_SERVICE_ACCOUNT.username,
    password: DEFAULT_SERVICE_ACCOUNT.secret,
    projectId: String(id),
    projectToken: token,
    gdprToken: "sandbox-gdpr-token",
    workspaceId: String(workspaceId),
    organizationId: String(organization.id),
    apiHost: url,
  };
}

function placeOf(
  { projectId, residency, apiHost }: Record<string, string>,
  environment: NodeJS.ProcessEnv,
  prefix = PREFIX,
): string {
  const file = namesFromDotEnv(environment).has(`${prefix}PROJECT_ID`) ? " of .env" : "";
  const project = projectId === undefined ? "no project" : `project ${projectId}${file}`;
  if (apiHost === undefined) return `Mixpanel, ${project}, residency ${residency ?? "US"}`;
  return `${apiHost.replace(/\/\/[^/@]*@/, "//")}, ${project}`;
}
