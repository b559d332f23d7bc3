/** Calls that the tests of ingestion, export and control make, and the events they send. */
import { type Sandbox, type SandboxOptions, startSandbox } from "../src";

/** The instant at which the sandbox's clock stands when a test begins. */
export const NOW_MS = Date.parse("2024-06-15T12:00:00Z");
export const NOW_SECONDS = NOW_MS / 1000;

export const SERVICE_ACCOUNT = basic("sandbox.user", "sandbox-secret");
/** Imports into project 1 as a server does: events are not located by its address. */
export const IMPORT = "/import?strict=1&project_id=1&ip=0";

/** An answer with its body read. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

/** Basic credentials as a header. */
export function basic(username: string, password = ""): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** A sandbox whose clock stands still at `NOW_MS`; options replace the defaults. */
export function startStill(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ port: 0, clock: NOW_MS, ...options });
}

/** Sends a request and reads the answer. */
export async function send(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, init);
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Posts JSON, with the service account unless another authorization (or null for none) is given. */
export function postJson(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  authorization: string | null = SERVICE_ACCOUNT,
): Promise<Answer> {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (authorization !== null) headers.set("Authorization", authorization);
  return send(sandbox, path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Gets a path with the service account. */
export function get(sandbox: Sandbox, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(sandbox, path, { headers: { Authorization: SERVICE_ACCOUNT, ...headers } });
}

/** A valid event for /import; properties replace or (undefined) remove the defaults. */
export function event(properties: Record<string, unknown> = {}, name: unknown = "Page View") {
  return {
    event: name,
    properties: { time: NOW_SECONDS - 60, distinct_id: "user-1", $insert_id: "insert-1", ...properties },
  };
}

/** What a project stores, oldest first: name, time in ms, distinct ID, insert ID. */
export function storedIn(sandbox: Sandbox, projectId = 1): [string, number, string, string][] {
  const stored = [...(sandbox.projects.get(projectId)?.events.range() ?? [])];
  return stored.map(({ event: name, time, distinctId, insertId }) => [name, time, distinctId, insertId]);
}

/** The properties of the first event a project stores. */
export function firstProperties(sandbox: Sandbox, projectId = 1): Record<string, unknown> | undefined {
  return [...(sandbox.projects.get(projectId)?.events.range() ?? [])][0]?.properties;
}

/** The properties of a user profile. */
export function profileOf(sandbox: Sandbox, distinctId: string, projectId = 1): Record<string, unknown> | undefined {
  return sandbox.projects.get(projectId)?.profiles.get(distinctId)?.properties;
}

/** The properties of a group profile. */
export function groupOf(sandbox: Sandbox, key: string, id: string): Record<string, unknown> | undefined {
  return sandbox.projects.get(1)?.groups.get(key)?.get(id)?.properties;
}
