/**
 * Writes what a bundle contains into two files beside it: the license texts of all packages, and a bill of materials. A package whose license is not permissive fails the
 * build, and so does one without a license text. The known plugins for this miss packages whose modules webpack has joined into one.
 */
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { sources } = require("webpack");

const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

/** Of packages whose package.json does not say it; their license file does. */
const LICENSES = { "valid-url": "MIT" };

/** Of packages that come without the text of their license. */
const NOTICES = { "abstract-logging": "MIT License\n\nCopyright (c) James Sumners, http://jsumners.mit-license.org/" };

/** The project, whose license the bundles have. */
const PROJECT = path.resolve(__dirname, "..");

const RULE = "-".repeat(80);

/** The folder of the package that a file belongs to; undefined for a file of this project. */
function folderOf(file) {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return folder !== undefined && existsSync(path.join(folder, "package.json")) ? folder : undefined;
}

/** The text of a package's license: of a file, or of the section of its README. */
function textOf(name, folder) {
  const files = readdirSync(folder);
  const license = files.find((file) => /^(licen[cs]e|copying)([.-]\w+)*$/i.test(file));
  if (license !== undefined) return readFileSync(path.join(folder, license), "utf8");
  const readme = files.find((file) => /^readme(\.\w+)?$/i.test(file));
  const words = readme === undefined ? "" : readFileSync(path.join(folder, readme), "utf8");
  const [, section = ""] = /^(?:#+ *licen[cs]e|licen[cs]e\r?\n-+)\s*$(.*)/ims.exec(words) ?? [];
  if (/permission is hereby granted/i.test(section)) return section;
  if (NOTICES[name] === undefined) throw new Error(`${name} has no license text to pass on.`);
  return NOTICES[name];
}

const manifestOf = (folder) => JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));

/** @throws Error if the license of the package is not permissive */
function packageOf(folder) {
  const { name, version, license = LICENSES[name] } = manifestOf(folder);
  const words = typeof license === "string" ? license.replace(/^\((.*)\)$/, "$1").split(" OR ") : [];
  if (!words.some((word) => PERMISSIVE.includes(word)))
    throw new Error(`${name} has the license ${JSON.stringify(license)}, which is not among ${PERMISSIVE.join(", ")}.`);
  const section = `${name} ${version} (${license})\n\n${textOf(name, folder).trim()}\n`;
  return { section, component: componentOf({ type: "library", name, version, license }) };
}

/** A package as a component of CycloneDX. https://github.com/package-url/purl-spec has its address: `pkg:npm/%40scope/name@1.2.3` */
function componentOf({ type, name, version, license }) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const licenses = PERMISSIVE.includes(license) ? [{ license: { id: license } }] : [{ expression: license }];
  return { type, "bom-ref": purl, name, version, licenses, purl };
}

/** The bill of materials in CycloneDX. It has no time and no serial number, so that the same sources give the same file. */
function billOf(owner, components) {
  const { name, version, license } = manifestOf(owner);
  const component = componentOf({ type: "application", name, version, license });
  const sorted = [...new Map(components.map((one) => [one.purl, one])).values()].sort((a, b) =>
    a.purl < b.purl ? -1 : 1,
  );
  return { bomFormat: "CycloneDX", specVersion: "1.5", version: 1, metadata: { component }, components: sorted };
}

const filesOf = (module) => [module.resource, ...[...(module.modules ?? [])].flatMap(filesOf)];

class ThirdParty {
  /**
   * @param filename the file's name in the folder of the bundle
   * @param notices what else is in that folder, and whose it is
   */
  constructor({ filename = "THIRD_PARTY_LICENSES.txt", notices = [] } = {}) {
    this.filename = filename;
    this.notices = notices;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap("ThirdParty", (compilation) => {
      compilation.hooks.afterOptimizeChunkModules.tap("ThirdParty", () => {
        const files = [...compilation.modules].flatMap(filesOf).filter((file) => typeof file === "string");
        const folders = new Set(files.map(folderOf).filter((folder) => folder !== undefined));
        const packages = [...folders].map(packageOf);
        const sections = packages.map(({ section }) => section).sort();
        const text = [...new Set(sections), ...this.notices].join(`\n${RULE}\n\n`);
        compilation.emitAsset(this.filename, new sources.RawSource(text));
        const components = packages.map(({ component }) => component);
        const bill = billOf(PROJECT, components);
        compilation.emitAsset("sbom.cdx.json", new sources.RawSource(`${JSON.stringify(bill, null, 2)}\n`));
      });
    });
  }
}

module.exports = ThirdParty;
