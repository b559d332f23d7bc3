/** Runs the hooks of a trigger as the platform does when an instance is deployed and deleted. */
import type { Trigger } from "../bundle";
import type { StateStore } from "./states";

/** What the hooks of one flow need. */
export interface Deployment {
  params: Readonly<Record<string, unknown>>;
  /** The context of the hooks, with the URLs of webhooks and without state. */
  context: object;
  store: StateStore;
}

type Hook = Trigger["webhookCreate"];

/** Hooks have the state of all flows, but no flow state. */
async function runHooks(hooks: readonly Hook[], { params, context, store }: Deployment): Promise<void> {
  for (const hook of hooks)
    await store.execute(async ({ crossFlowState }) => hook?.({ ...context, crossFlowState }, params));
}

/** @throws what a hook throws: the deployment then fails */
export const deploy = ({ onInstanceDeploy, webhookCreate }: Trigger, deployment: Deployment): Promise<void> =>
  runHooks([onInstanceDeploy, webhookCreate], deployment);

/** @throws what a hook throws */
export const remove = ({ onInstanceDelete, webhookDelete }: Trigger, deployment: Deployment): Promise<void> =>
  runHooks([webhookDelete, onInstanceDelete], deployment);
