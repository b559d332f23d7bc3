/**
 * What Prismatic's CLI checks before it publishes, and more, without an account: the bundle loads and is one file of a bounded size with the
 * licenses of its packages, the definition and the listing are complete, and so are those of the examples. The build shows that integrations
 * can use the component's manifest: it compiles the examples with it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { loadBuilt, ROOT } from "./component";
import { componentFaults } from "./publish/component";
import { type Importable, integrationFaults } from "./publish/integration";
import { packageFaults } from "./publish/package";

const dist = path.join(ROOT, "dist");
const examples = path.join(ROOT, "examples");
const load = createRequire(__filename);

const names = readdirSync(examples).filter((name) => existsSync(path.join(examples, name, "src", "index.ts")));

function exampleFaults(name: string): string[] {
  const built: { default: Importable } = load(path.join(ROOT, "build", "examples", name, "src", "index.js"));
  const readme = readFileSync(path.join(examples, name, "README.md"), "utf8");
  return integrationFaults(name, built.default, { readme, icons: path.join(ROOT, "assets") });
}

function main(): void {
  const component = loadBuilt();
  const faults = [
    ...packageFaults(dist),
    ...componentFaults(component, { dist, documentation: path.join(ROOT, "documentation") }),
    ...names.flatMap(exampleFaults),
  ];
  if (faults.length > 0) {
    console.error(`Not ready to publish:\n- ${faults.join("\n- ")}`);
    process.exitCode = 1;
    return;
  }
  const counted = (steps: object) => Object.keys(steps).length;
  console.log(
    `Ready to publish: ${counted(component.actions)} actions, ${counted(component.dataSources)} data sources, ${counted(component.triggers)} triggers; ${names.length} example integrations.`,
  );
}

main();
