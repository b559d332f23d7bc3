/** Calls a sandbox: its control routes, and what it has of Mixpanel's API. */
import { z } from "zod";
import { PROGRAM } from "../usage";

export interface SandboxControl {
  url: string;
  projectId: number;
  /** @throws Error with what the sandbox says if it does not accept the call */
  post(path: string, body?: object): Promise<unknown>;
  /** The project's webhooks, as the sandbox keeps them. */
  webhooks(): Promise<{ id: string; url: string }[]>;
}

async function answerOf(path: string, response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${path} with status ${response.status}: ${text}`);
  return JSON.parse(text);
}

/**
 * Calls a route of a sandbox.
 *
 * @throws Error if nothing responds there, with what to do
 */
export async function callSandbox(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Error(`No sandbox responds at ${url}. Start it again: ${PROGRAM} sandbox --port ${new URL(url).port}`, {
      cause,
    });
  }
}

const webhooks = z.object({ results: z.array(z.object({ id: z.string(), url: z.string() })) });

/** @param fields of a connection to the sandbox */
export function controlOf({
  apiHost: url = "",
  projectId,
  username,
  password,
}: Record<string, string>): SandboxControl {
  const call = async (path: string, init: RequestInit) => answerOf(path, await callSandbox(url, path, init));
  const account = Buffer.from(`${username}:${password}`).toString("base64");
  return {
    url,
    projectId: Number(projectId),
    post: (path, body) =>
      call(path, {
        method: "POST",
        ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      }),
    webhooks: async () => {
      const headers = { Authorization: `Basic ${account}` };
      return webhooks.parse(await call(`/api/app/projects/${projectId}/webhooks`, { headers })).results;
    },
  };
}
