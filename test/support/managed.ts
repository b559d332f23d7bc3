import type { Sandbox } from "mixpanel-sandbox";
import { connectionWith } from "./connection";
import { runAction } from "./harness";

/** Runs actions against a sandbox's first project. @returns what the step returned, as the app API's results where it has some */
export const managing =
  (sandbox: () => Sandbox) =>
  async (action: string, params: Record<string, unknown> = {}): Promise<unknown> => {
    const connection = connectionWith({
      username: "sandbox.user",
      password: "sandbox-secret",
      projectToken: "sandbox-token",
      projectId: "1",
      workspaceId: "10",
      apiHost: sandbox().url,
    });
    const outcome = await runAction(action, { connection, params });
    if ("error" in outcome) throw outcome.error;
    const { data } = Object(outcome.value);
    return Object(data).results ?? data;
  };
