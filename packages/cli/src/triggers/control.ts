/** Calls the control routes of a sandbox. */

export interface SandboxControl {
  url: string;
  projectId: number;
  /** @throws Error with what the sandbox says if it does not accept the call */
  post(path: string, body: object): Promise<unknown>;
}

async function answerOf(path: string, response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${path} with status ${response.status}: ${text}`);
  return JSON.parse(text);
}

export const controlOf = (url: string, projectId: number): SandboxControl => ({
  url,
  projectId,
  post: async (path, body) =>
    answerOf(
      path,
      await fetch(`${url}${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    ),
});
