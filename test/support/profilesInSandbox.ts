import type { Sandbox } from "mixpanel-sandbox";

const MAX_UPDATES = 2_000;

/** Sends updates of profiles, or of groups, to a sandbox's first project as an app does. */
export async function sendUpdates(sandbox: Sandbox, updates: readonly object[]): Promise<void> {
  for (let from = 0; from < updates.length; from += MAX_UPDATES)
    await sendBatch(sandbox, updates.slice(from, from + MAX_UPDATES));
}

async function sendBatch(sandbox: Sandbox, updates: readonly object[]): Promise<void> {
  const path = updates.some((update) => "$group_key" in update) ? "groups" : "engage";
  const response = await fetch(`${sandbox.url}/${path}?ip=0&verbose=1`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(updates.map((update) => ({ $token: "sandbox-token", ...update }))),
  });
  const outcome: unknown = await response.json();
  if (Object(outcome).status !== 1) throw new Error(`the sandbox refused updates: ${JSON.stringify(outcome)}`);
}
