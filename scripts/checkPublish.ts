/**
 * What Prismatic's CLI checks before it publishes, and more, without an account: the bundle loads, the definition is complete, and the icons
 * are PNGs of at least 128x128. The build shows that integrations can use the component's manifest: it compiles the examples with it.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { loadBuilt, ROOT } from "./component";

const MIN_ICON_PIXELS = 128;
const PNG_SIGNATURE = "89504e470d0a1a0a";

const faults: string[] = [];
const expect = (condition: boolean, fault: string) => {
  if (!condition) faults.push(fault);
};

const component = loadBuilt();

function checkIcon(iconPath: string | undefined, owner: string): void {
  if (!iconPath) {
    faults.push(`${owner} has no icon`);
    return;
  }
  const icon = readFileSync(path.join(ROOT, "dist", iconPath));
  expect(icon.subarray(0, 8).toString("hex") === PNG_SIGNATURE, `${owner}: ${iconPath} is no PNG`);
  const [width, height] = [icon.readUInt32BE(16), icon.readUInt32BE(20)];
  expect(Math.min(width, height) >= MIN_ICON_PIXELS, `${owner}: ${iconPath} is ${width}x${height}, too small`);
}

function checkDefinition(): void {
  expect(component.key === "mixpanel", "the component's key is not mixpanel");
  expect(
    Boolean(component.display.label && component.display.description),
    "the component has no label or description",
  );
  checkIcon(component.display.iconPath, "the component");
  for (const connection of component.connections) checkIcon(connection.avatarIconPath, `connection ${connection.key}`);
  const steps = { ...component.actions, ...component.dataSources, ...component.triggers };
  for (const [key, step] of Object.entries(steps)) {
    expect(step.key === key, `${key} has another key: ${step.key}`);
    expect(Boolean(step.display.label && step.display.description), `${key} has no label or description`);
    expect(typeof step.perform === "function", `${key} does nothing`);
    // Stored steps may have inputs of groups on their own: they are different from all others.
    const keys = step.inputs.flatMap((input) => [input, ...(input.inputs ?? [])]).map((input) => input.key);
    expect(new Set(keys).size === keys.length, `${key} has two inputs of one key`);
  }
}

/** Checks what triggers have beside other steps, and the pages that people read while they set the component up. */
function checkTriggers(): void {
  for (const [key, trigger] of Object.entries(component.triggers)) {
    expect(trigger.examplePayload !== undefined, `${key} has no example payload`);
    const isBatching = trigger.triggerResolverDefaultBatchSize !== undefined;
    const isLimited = trigger.triggerResolverDefaultConcurrentBatchLimit !== undefined;
    expect(isLimited || !isBatching, `${key} runs any number of batches at once`);
  }
  const keys = [
    ...component.connections.map(({ key }) => `connections/${key}`),
    ...Object.keys(component.triggers).map((key) => `triggers/${key}`),
  ];
  for (const page of keys.map((key) => `documentation/${key}.mdx`))
    expect(existsSync(path.join(ROOT, page)), `there is no ${page}`);
}

function main(): void {
  checkDefinition();
  checkTriggers();
  if (faults.length > 0) {
    console.error(`Not ready to publish:\n- ${faults.join("\n- ")}`);
    process.exitCode = 1;
    return;
  }
  console.log(
    `Ready to publish: ${Object.keys(component.actions).length} actions, ${Object.keys(component.dataSources).length} data sources, ${Object.keys(component.triggers).length} triggers.`,
  );
}

main();
