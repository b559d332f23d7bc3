/** F5: the checks before publishing find what they are for. Each test damages a copy of what is fine. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { componentFaults, type Publishable } from "../../scripts/publish/component";
import { type Importable, integrationFaults } from "../../scripts/publish/integration";
import { MAX_PACKAGE_BYTES, packageFaults } from "../../scripts/publish/package";
import component from "../../src";

const ROOT = path.resolve(__dirname, "..", "..");
const ICON = path.join(ROOT, "assets", "icon.png");

let dist: string;
let documentation: string;

beforeEach(() => {
  dist = mkdtempSync(path.join(tmpdir(), "publish-"));
  documentation = path.join(dist, "..", `${path.basename(dist)}-pages`);
  cpSync(ICON, path.join(dist, "icon.png"));
  writeFileSync(path.join(dist, "index.js"), "exports.default = {};\n");
  writeFileSync(path.join(dist, "THIRD_PARTY_LICENSES.txt"), "axios\n");
  writeFileSync(path.join(dist, "sbom.cdx.json"), "{}\n");
  cpSync(path.join(ROOT, "documentation"), documentation, { recursive: true });
});
afterEach(() => {
  for (const folder of [dist, documentation]) rmSync(folder, { recursive: true });
});

const check = (change: Partial<Publishable> = {}) =>
  componentFaults({ ...component, ...change }, { dist, documentation });

function own<T>(steps: Readonly<Record<string, T>>, key: string): T {
  const step = steps[key];
  if (step === undefined) throw new Error(`There is no ${key}.`);
  return step;
}
const importEvents = own(component.actions, "importEvents");
const newEvents = own(component.triggers, "newEvents");

test("F5: the component, its pages and its folder have no fault", () => {
  expect([...check(), ...packageFaults(dist)]).toEqual([]);
});

describe("F5: a fault of the definition is found", () => {
  const label = (text: string) => ({ ...importEvents.display, label: text });
  test.each<[fault: string, change: Partial<Publishable>]>([
    ["the component's key is not mixpanel", { key: "mixpanel-2" }],
    ["the component has no label or description", { display: { ...component.display, description: "" } }],
    ["the component has no icon", { display: { label: "Mixpanel", description: "Mixpanel" } }],
    ["the component: there is no logo.png", { display: { ...component.display, iconPath: "logo.png" } }],
    ["the component is an integration", { codeNativeIntegrationYAML: "name: Mixpanel" }],
    ["importEvents has another key: import", { actions: { importEvents: { ...importEvents, key: "import" } } }],
    [
      "importEvents has no label or description",
      { actions: { importEvents: { ...importEvents, display: label("") } } },
    ],
    ["importEvents does nothing", { actions: { importEvents: { ...importEvents, perform: undefined } } }],
    [
      "importEvents has two inputs of one key",
      { actions: { importEvents: { ...importEvents, inputs: [...importEvents.inputs, ...importEvents.inputs] } } },
    ],
    ["newEvents has no example payload", { triggers: { newEvents: { ...newEvents, examplePayload: undefined } } }],
    [
      "newEvents runs any number of batches at once",
      { triggers: { newEvents: { ...newEvents, triggerResolverDefaultConcurrentBatchLimit: undefined } } },
    ],
    ["there is no documentation/triggers/newer.mdx", { triggers: { newer: { ...newEvents, key: "newer" } } }],
    [
      "documentation/connections/apiToken.mdx does not name Favorite Color",
      {
        connections: [
          { key: "apiToken", avatarIconPath: "icon.png", inputs: [{ key: "color", label: "Favorite Color" }] },
        ],
      },
    ],
    ["connection apiToken has no icon", { connections: [{ key: "apiToken", inputs: [] }] }],
  ])("%s", (fault, change) => {
    expect(check(change)).toEqual([fault]);
  });
});

describe("F5: a fault of the icon is found", () => {
  test("that is no PNG", () => {
    writeFileSync(path.join(dist, "icon.png"), "<svg></svg>");
    expect(check()).toContain("the component: icon.png is no PNG");
  });

  test("that is small", () => {
    const small = readFileSync(ICON);
    small.writeUInt32BE(64, 16);
    writeFileSync(path.join(dist, "icon.png"), small);
    expect(check()[0]).toMatch(/^the component: icon\.png is 64x\d+, too small$/);
  });
});

describe("F5: a fault of the folder is found", () => {
  test("that has code beside the bundle", () => {
    writeFileSync(path.join(dist, "chunk.js"), "");
    expect(packageFaults(dist)).toEqual(["chunk.js is code beside index.js"]);
  });

  test("that is too large", () => {
    writeFileSync(path.join(dist, "data.bin"), Buffer.alloc(MAX_PACKAGE_BYTES));
    expect(packageFaults(dist)).toEqual([expect.stringMatching(/^\d+ bytes are published, more than 5000000$/)]);
  });

  test.each(["index.js", "THIRD_PARTY_LICENSES.txt", "sbom.cdx.json"])("that has no %s", (file) => {
    rmSync(path.join(dist, file));
    expect(packageFaults(dist)).toEqual([`there is no ${path.basename(dist)}/${file}`]);
  });

  test("that is not there", () => {
    expect(packageFaults(path.join(dist, "none"))).toEqual(["there is no none; run npm run build"]);
  });
});

describe("F5: a fault of an integration's listing is found", () => {
  const fine = {
    name: "An integration",
    description: "Does something.",
    category: "CRM",
    labels: ["Mixpanel"],
    documentation: "What it does.",
    flows: [{ name: "A Flow", description: "Does it." }],
  };
  const importable = (change: Record<string, unknown>, more: Partial<Importable> = {}): Importable => ({
    display: { iconPath: "icon.png" },
    codeNativeIntegrationYAML: JSON.stringify({ ...fine, ...change }),
    ...more,
  });
  const faultsOf = (one: Importable, readme = "") => integrationFaults("example", one, { readme, icons: dist });
  const secured = { publishingMetadata: { flowsWithCustomerRequiredAPIKeys: [{ name: "A Flow" }] } };

  test("and a listing that is whole has none", () => {
    expect(faultsOf(importable({}))).toEqual([]);
  });

  test.each(["name", "description", "category", "labels", "documentation", "flows"])("without %s", (key) => {
    expect(faultsOf(importable({ [key]: undefined }))).toEqual([expect.stringMatching(`^example: ${key}: `)]);
    const empty = Array.isArray(Reflect.get(fine, key)) ? [] : "";
    expect(faultsOf(importable({ [key]: empty }))).toEqual([expect.stringMatching(`^example: ${key}: `)]);
  });

  test("without an icon", () => {
    expect(faultsOf(importable({}, { display: {} }))).toEqual(["example has no icon"]);
  });

  test("that is none", () => {
    expect(faultsOf({ display: {} })).toEqual(["example is no integration"]);
  });

  test("whose flow needs an API key that nobody is told to give", () => {
    expect(faultsOf(importable({}, secured))).toEqual([
      "example: prism imports A Flow only with --test-api-key, which the README does not say",
    ]);
    expect(faultsOf(importable({}, secured), `npm run import -- --test-api-key '"A Flow"="a-key"'`)).toEqual([]);
  });
});
