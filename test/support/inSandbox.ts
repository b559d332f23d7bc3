import type { Sandbox } from "mixpanel-sandbox";
import { connectionWith } from "./connection";
import { runAction } from "./harness";

/** A connection to a sandbox's first project, with its service account. */
export const sandboxConnection = (sandbox: Sandbox, fields: Record<string, unknown> = {}) =>
  connectionWith({
    username: "sandbox.user",
    password: "sandbox-secret",
    projectId: "1",
    apiHost: sandbox.url,
    ...fields,
  });

/** Runs an action in a sandbox. @returns the step's data, as the next step gets them @throws the step's error */
export async function runInSandbox(
  sandbox: Sandbox,
  key: string,
  params: Record<string, unknown> = {},
  fields: Record<string, unknown> = {},
) {
  const outcome = await runAction(key, { connection: sandboxConnection(sandbox, fields), params });
  if (!("value" in outcome)) throw outcome.error;
  return JSON.parse(JSON.stringify(outcome.value?.data));
}

/** Runs actions on what a workspace has. @returns the app API's results where the data has some, or else the data */
export const managing =
  (sandbox: () => Sandbox) =>
  async (key: string, params?: Record<string, unknown>): Promise<unknown> => {
    const data = await runInSandbox(sandbox(), key, params, { projectToken: "sandbox-token", workspaceId: "10" });
    return Object(data).results ?? data;
  };
