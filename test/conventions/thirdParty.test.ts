/** F5: what is published has the licenses of the packages that it contains. Needs the bundles, which `npm run build` writes. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.resolve(__dirname, "..", "..");
/** Webpack's own process: it would find other modules in a test's. */
const WEBPACK = path.join(ROOT, "node_modules", "webpack-cli", "bin", "cli.js");
const PLUGIN = path.join(ROOT, "scripts", "thirdParty.js");

const run = promisify(execFile);
const MAX_RUN_MS = 60_000;
const PERMISSION = "Permission is hereby granted, free of charge, to any person.";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "third-party-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a package into the folder's node_modules. */
function install(name: string, license: unknown, files: Record<string, string>): void {
  const home = path.join(folder, "node_modules", name);
  mkdirSync(home, { recursive: true });
  const manifest = { name, version: "1.2.3", license, main: "index.js", sideEffects: false };
  const all = { "package.json": JSON.stringify(manifest), "index.js": "export const one = 1;\n", ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(path.join(home, file), text);
}

/**
 * Bundles a program that uses each of these packages.
 *
 * @returns what stands beside the bundle
 * @throws Error with webpack's words if the build fails
 */
async function bundle(...names: string[]): Promise<string> {
  const lines = names.map((name, at) => `import { one as o${at} } from "${name}";\nconsole.log(o${at});\n`);
  writeFileSync(path.join(folder, "main.js"), lines.join(""));
  const settings = { mode: "production", target: "node20", context: folder, entry: "./main.js" };
  const config = `const ThirdParty = require(${JSON.stringify(PLUGIN)});
module.exports = { ...${JSON.stringify(settings)}, optimization: { minimize: false }, plugins: [new ThirdParty()] };`;
  writeFileSync(path.join(folder, "webpack.config.js"), config);
  await run(process.execPath, [WEBPACK, "--config", path.join(folder, "webpack.config.js")], {
    cwd: folder,
    timeout: MAX_RUN_MS,
  }).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`${stdout}${stderr}`);
  });
  return readFileSync(path.join(folder, "dist", "THIRD_PARTY_LICENSES.txt"), "utf8");
}

it("F5: each package is there with its text, also if webpack has joined its modules with others", async () => {
  install("alpha", "MIT", { LICENSE: `Copyright Alpha\n${PERMISSION}` });
  install("@scope/beta", "ISC", { "LICENSE-ISC.md": `Copyright Beta\n${PERMISSION}` });
  install("gamma", "MIT", { "README.md": `# gamma\n\n## License\n\nCopyright Gamma\n${PERMISSION}` });
  install("unused", "MIT", { LICENSE: `Copyright Unused\n${PERMISSION}` });
  const text = await bundle("alpha", "@scope/beta", "gamma");
  expect(text.match(/^\S+ 1\.2\.3 \(.*\)$/gm)).toEqual([
    "@scope/beta 1.2.3 (ISC)",
    "alpha 1.2.3 (MIT)",
    "gamma 1.2.3 (MIT)",
  ]);
  for (const owner of ["Alpha", "Beta", "Gamma"]) expect(text).toContain(`Copyright ${owner}\n${PERMISSION}`);
});

it.each(["GPL-3.0-only", "UNLICENSED", undefined, "MIT AND GPL-2.0-only"])(
  "F5: the build fails with a package under the license %s",
  async (license) => {
    install("delta", license, { LICENSE: "Copyright Delta" });
    await expect(bundle("delta")).rejects.toThrow(/delta has the license .*which is not among/);
  },
);

it("F5: a choice of licenses is fine if one of them is permissive", async () => {
  install("delta", "(GPL-2.0-only OR MIT)", { LICENSE: "Copyright Delta" });
  expect(await bundle("delta")).toContain("delta 1.2.3 ((GPL-2.0-only OR MIT))\n\nCopyright Delta");
});

it("F5: the build fails with a package without the text of its license", async () => {
  install("delta", "MIT", { "README.md": "# delta\n\n## License\n\nMIT\n" });
  await expect(bundle("delta")).rejects.toThrow("delta has no license text to pass on.");
});

const dependenciesOf = (file: string, field: string): string[] =>
  Object.keys(JSON.parse(readFileSync(path.join(ROOT, file), "utf8"))[field]);

it.each([
  { dist: "dist", packages: dependenciesOf("package.json", "dependencies") },
  { dist: "packages/cli/dist", packages: ["cli-progress", "commander", "csv-parse"] },
  {
    dist: "packages/sandbox/dist",
    packages: ["@jitl/quickjs-singlefile-cjs-release-sync", "fastify", "fflate", "zod"],
  },
])("F5: $dist has the licenses of what it was built with", ({ dist, packages }) => {
  const text = readFileSync(path.join(ROOT, dist, "THIRD_PARTY_LICENSES.txt"), "utf8");
  const listed = text.match(/^\S+(?= \d+\.\d+\.\d+\S* \(.*\)$)/gm);
  expect(listed).toEqual(expect.arrayContaining(packages));
});

interface Bill {
  bomFormat: string;
  specVersion: string;
  metadata: { component: { name: string; version: string } };
  components: { name: string; version: string; purl: string; licenses: unknown[] }[];
}
const billIn = (dist: string): Bill => JSON.parse(readFileSync(path.join(dist, "sbom.cdx.json"), "utf8"));

it("B7: a bundle has a bill of materials in CycloneDX, with each package that it contains and no other", async () => {
  install("delta", "(GPL-2.0-only OR MIT)", { LICENSE: "Copyright Delta" });
  install("@scope/beta", "ISC", { LICENSE: "Copyright Beta" });
  install("unused", "MIT", { LICENSE: "Copyright Unused" });
  await bundle("delta", "@scope/beta");
  const { bomFormat, specVersion, metadata, components } = billIn(path.join(folder, "dist"));
  expect([bomFormat, specVersion, metadata.component.name]).toEqual(["CycloneDX", "1.5", "mixpanel-connector"]);
  expect(components.map(({ purl, licenses }) => [purl, licenses])).toEqual([
    ["pkg:npm/%40scope/beta@1.2.3", [{ license: { id: "ISC" } }]],
    ["pkg:npm/delta@1.2.3", [{ expression: "(GPL-2.0-only OR MIT)" }]],
  ]);
});

it.each(["dist", "packages/cli/dist", "packages/sandbox/dist"])(
  "B7: the bill of materials of %s has the packages whose licenses are listed",
  (dist) => {
    const text = readFileSync(path.join(ROOT, dist, "THIRD_PARTY_LICENSES.txt"), "utf8");
    const listed = text.match(/^\S+ \d+\.\d+\.\d+\S*(?= \(.*\)$)/gm) ?? [];
    const named = billIn(path.join(ROOT, dist)).components.map(({ name, version }) => `${name} ${version}`);
    expect(named.length).toBeGreaterThan(0);
    expect(listed).toEqual(expect.arrayContaining(named));
  },
);
