/** Runs the flows without the platform: the component's own actions against a sandbox, by spectral's test harness. */
import { createHarness, invokeFlow } from "@prismatic-io/spectral/dist/testing";
import type { Sandbox } from "mixpanel-sandbox";
import { z } from "zod";
import component from "../../src";
import { flows } from "./src/flows";

const harness = createHarness(component);
const step = z.object({ data: z.looseObject({ answered: z.boolean(), answer: z.string() }) });

/** What the caller of a flow gets. */
export type Received = z.infer<typeof step>["data"];

/** Asks a tool, as an agent does over the platform's MCP server. @param called gets the key of each action that is called */
export async function askOffline(
  sandbox: Sandbox,
  tool: string,
  question: Record<string, unknown>,
  called: (action: string) => void = () => {},
): Promise<Received> {
  const flow = flows.find(({ stableKey }) => stableKey === tool);
  if (flow === undefined) throw new Error(`There is no tool ${tool}.`);
  const mixpanel = Object.fromEntries(
    Object.keys(component.actions).map((key) => [
      key,
      (values: Record<string, unknown>) => {
        called(key);
        return harness.action(key, values);
      },
    ]),
  );
  const fields = { username: "sandbox.user", password: "sandbox-secret", projectId: "1", apiHost: sandbox.url };
  const { result } = await invokeFlow(flow, {
    configVars: { "Mixpanel Connection": { key: "apiToken", fields: { ...fields, maxRetries: "0" } } },
    context: { components: { mixpanel } },
    payload: { body: { data: question } },
  });
  return step.parse(result).data;
}
