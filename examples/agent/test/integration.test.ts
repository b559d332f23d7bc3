/** G7: what the platform and its MCP server get to see. Needs the manifest, which `npm run build` writes. */
import integration from "../src";
import { flows } from "../src/flows";

it.each(flows)("G7: $name is an agent flow: synchronous, described, with inputs and results described", (flow) => {
  expect(flow).toMatchObject({ isAgentFlow: true, isSynchronous: true });
  expect(flow.stableKey).toMatch(/^mixpanel-[a-z-]+$/);
  expect(flow.description).toMatch(/^Answers: .*\?/);
  const { invoke, result } = flow.schemas ?? {};
  for (const schema of [invoke, result]) {
    expect(Object.keys(schema?.properties ?? {})).toEqual(expect.arrayContaining(schema?.required ?? []));
    for (const { description } of Object.values(schema?.properties ?? {}))
      expect(description).toMatch(/^[A-Za-z$`].*\.$/s);
  }
});

it("G7: the integration has one flow a tool, the connection in its wizard, and no trigger of its own", () => {
  const { codeNativeIntegrationYAML: yaml, actions, triggers } = integration;
  expect(yaml?.match(/isAgentFlow: true/g)).toHaveLength(flows.length);
  expect(yaml?.match(/isSynchronous: true/g)).toHaveLength(flows.length);
  expect(yaml).toContain("Mixpanel Connection");
  expect(Object.keys(actions)).toHaveLength(flows.length);
  expect(Object.keys(triggers)).toHaveLength(0);
});
