import { contextOf } from "../../src/execute";
import { deploy, remove } from "../../src/triggers/lifecycle";
import { StateStore } from "../../src/triggers/states";
import { webhook } from "./ownTriggers";

type Hook = (context: { crossFlowState: Record<string, unknown> }, params: Record<string, unknown>) => Promise<unknown>;

const calls: string[] = [];
beforeEach(() => calls.splice(0));

const hook =
  (name: string, act: Hook = async () => undefined): Hook =>
  async (context, params) => {
    calls.push(name);
    return act(context, params);
  };

const withHooks = (hooks: { create?: Hook; delete?: Hook; onInstanceDeploy?: Hook; onInstanceDelete?: Hook }) =>
  webhook(async (_context, payload) => ({ payload }), {
    webhookLifecycleHandlers: {
      create: hook("create", hooks.create),
      delete: hook("delete", hooks.delete),
    },
    onInstanceDeploy: hook("onInstanceDeploy", hooks.onInstanceDeploy),
    onInstanceDelete: hook("onInstanceDelete", hooks.onInstanceDelete),
  });

function deploymentOf(trigger: ReturnType<typeof withHooks>, store = new StateStore()) {
  const context = {
    ...contextOf(trigger, { log: () => {}, debug: false }),
    webhookUrls: { Runner: "http://localhost:1/" },
  };
  return { params: { word: "hello" }, context, store };
}

describe("G6: the hooks of a webhook trigger", () => {
  test("run at deployment and deletion, the webhook being there from after the first to before the last", async () => {
    const trigger = withHooks({});
    const deployment = deploymentOf(trigger);

    await deploy(trigger, deployment);
    await remove(trigger, deployment);

    expect(calls).toEqual(["onInstanceDeploy", "create", "delete", "onInstanceDelete"]);
  });

  test("get the URL, the inputs and what earlier hooks saved for all flows, but no flow state", async () => {
    const seen: unknown[] = [];
    const trigger = withHooks({
      create: async (context, params) => {
        seen.push({ ...context }, params);
        context.crossFlowState.id = "webhook-1";
      },
      delete: async ({ crossFlowState }) => void seen.push(crossFlowState.id),
    });
    const store = new StateStore({ instanceState: { secret: 1 }, crossFlowState: {} });
    const deployment = deploymentOf(trigger, store);

    await deploy(trigger, deployment);
    await remove(trigger, deployment);

    expect(seen).toMatchObject([
      { webhookUrls: { Runner: "http://localhost:1/" }, instanceState: {} },
      { word: "hello" },
      "webhook-1",
    ]);
    expect(seen[0]).not.toHaveProperty("instanceState.secret");
    expect(store.states).toEqual({ instanceState: { secret: 1 }, crossFlowState: { id: "webhook-1" } });
  });

  test("keep what they return for all flows", async () => {
    const trigger = withHooks({ create: async () => ({ crossFlowState: { id: "webhook-2" } }) });
    const deployment = deploymentOf(trigger);

    await deploy(trigger, deployment);

    expect(deployment.store.states.crossFlowState).toEqual({ id: "webhook-2" });
  });

  test("fail the deployment if one throws, and keep nothing of that hook", async () => {
    const trigger = withHooks({
      create: async ({ crossFlowState }) => {
        crossFlowState.id = "half";
        throw new Error("Mixpanel rejected the webhook.");
      },
    });
    const deployment = deploymentOf(trigger);

    await expect(deploy(trigger, deployment)).rejects.toThrow("Mixpanel rejected the webhook.");
    expect(deployment.store.states.crossFlowState).toEqual({});
  });
});
