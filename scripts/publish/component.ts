import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { iconFaults } from "./pictures";

interface Field {
  key: string;
  label?: string | object;
  inputs?: readonly Field[];
}

interface Step {
  key: string;
  display: { label: string; description: string };
  inputs: readonly Field[];
  perform: unknown;
}

interface Trigger extends Step {
  examplePayload?: unknown;
  triggerResolverDefaultBatchSize?: number;
  triggerResolverDefaultConcurrentBatchLimit?: number;
}

/** A component as Prismatic loads it, as far as it is checked. */
export interface Publishable {
  key: string;
  display: { label: string; description: string; iconPath?: string };
  codeNativeIntegrationYAML?: string;
  connections: readonly { key: string; avatarIconPath?: string; iconPath?: string; inputs: readonly Field[] }[];
  actions: Readonly<Record<string, Step>>;
  dataSources: Readonly<Record<string, Step>>;
  triggers: Readonly<Record<string, Trigger>>;
}

/** Where the bundle stands, and the pages. */
export interface Folders {
  dist: string;
  documentation: string;
}

const when = (isFault: boolean, fault: string): string[] => (isFault ? [fault] : []);

function stepFaults(key: string, step: Step): string[] {
  // Stored steps may have inputs of groups on their own: they are different from all others.
  const keys = step.inputs.flatMap((input) => [input, ...(input.inputs ?? [])]).map((input) => input.key);
  return [
    ...when(step.key !== key, `${key} has another key: ${step.key}`),
    ...when(!(step.display.label && step.display.description), `${key} has no label or description`),
    ...when(typeof step.perform !== "function", `${key} does nothing`),
    ...when(new Set(keys).size !== keys.length, `${key} has two inputs of one key`),
  ];
}

function triggerFaults(key: string, trigger: Trigger): string[] {
  const isBatching = trigger.triggerResolverDefaultBatchSize !== undefined;
  const isLimited = trigger.triggerResolverDefaultConcurrentBatchLimit !== undefined;
  return [
    ...when(trigger.examplePayload === undefined, `${key} has no example payload`),
    ...when(isBatching && !isLimited, `${key} runs any number of batches at once`),
  ];
}

/** What a page lacks: that of a connection or a trigger names each of its inputs by its label. */
function pageFaults(page: string, inputs: readonly Field[], folder: string): string[] {
  const file = path.join(folder, page);
  if (!existsSync(file)) return [`there is no documentation/${page}`];
  const text = readFileSync(file, "utf8");
  return inputs.flatMap(({ label }) =>
    when(typeof label === "string" && !text.includes(`**${label}**`), `documentation/${page} does not name ${label}`),
  );
}

/** What Prismatic's CLI would refuse of a component, and what would be missing in its listing. */
export function componentFaults(component: Publishable, { dist, documentation }: Folders): string[] {
  const { key, display, connections, actions, dataSources, triggers } = component;
  const steps = Object.entries({ ...actions, ...dataSources, ...triggers });
  return [
    ...when(key !== "mixpanel", "the component's key is not mixpanel"),
    ...when(!(display.label && display.description), "the component has no label or description"),
    ...when(component.codeNativeIntegrationYAML !== undefined, "the component is an integration"),
    ...iconFaults("the component", display.iconPath, dist),
    ...connections.flatMap((one) => iconFaults(`connection ${one.key}`, one.avatarIconPath ?? one.iconPath, dist)),
    ...steps.flatMap(([own, step]) => stepFaults(own, step)),
    ...Object.entries(triggers).flatMap(([own, trigger]) => triggerFaults(own, trigger)),
    ...pageFaults("description.mdx", [], documentation),
    ...connections.flatMap((one) => pageFaults(`connections/${one.key}.mdx`, one.inputs, documentation)),
    ...Object.keys(triggers).flatMap((own) => pageFaults(`triggers/${own}.mdx`, [], documentation)),
  ];
}
