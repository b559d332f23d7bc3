/**
 * Writes the component's manifest into each example, from which a code-native integration knows the component's actions, triggers, data
 * sources and connections: what `npx cni-component-manifest mixpanel --private` writes there once the component is published, but offline.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { generateManifest } from "@prismatic-io/spectral/dist/generators/componentManifest/generateManifest";
import { createTemplate } from "@prismatic-io/spectral/dist/generators/utils/createTemplate";
import { loadBuilt, ROOT } from "./component";

const EXAMPLES = path.join(ROOT, "examples");
const TEMPLATES = path.join(
  path.dirname(require.resolve("@prismatic-io/spectral/package.json")),
  "dist/generators/componentManifest/templates",
);

/**
 * The component without output schemas, as the platform describes it to the generator. A built component has them as JSON text, which the
 * type of a manifest refuses (`ComponentManifest` wants objects): with them, `componentManifests({ mixpanel })` does not compile.
 */
function describedByPlatform() {
  const { actions, ...component } = loadBuilt();
  const withoutSchemas = Object.entries(actions).map(([key, { outputSchema: _schema, ...action }]) => [key, action]);
  return { ...component, public: false, actions: Object.fromEntries(withoutSchemas) };
}

async function writeManifests(): Promise<void> {
  const component = describedByPlatform();
  const integrations = readdirSync(EXAMPLES).filter((name) => existsSync(path.join(EXAMPLES, name, "src")));
  for (const name of integrations) {
    const folder = path.join(EXAMPLES, name, "src", "manifests", component.key);
    const common = { dryRun: false, verbose: false };
    await generateManifest({
      ...common,
      component,
      templatesDir: TEMPLATES,
      manifestDir: folder,
      generatedSourceDir: folder,
      createEntryPointFiles: () =>
        createTemplate({
          ...common,
          source: path.join(TEMPLATES, "index.ts.ejs"),
          destination: path.join(folder, "index.ts"),
          // Without a signature, an integration asks for the latest published version.
          data: { component: { ...component, signature: null } },
        }),
      successMessage: `examples/${name}: manifest written`,
    });
  }
}

void writeManifests();
