/**
 * What a bundle contains, as two files beside it: the license texts of all packages, and a bill of materials. A package whose license is not permissive fails the
 * build, and so does one without a license text.
 */
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

/** CC-BY-4.0 is that of icons: like the others, it asks for its notice alone. */
const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "ISC", "MIT"];

/** Whether one of the alternatives of an expression such as `(MIT OR GPL-2.0-only)` or `CC-BY-4.0 AND MIT` is permissive as a whole. */
function isPermissive(license) {
  if (typeof license !== "string") return false;
  const alternatives = license.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return alternatives.some((one) => one.split(" AND ").every((name) => PERMISSIVE.includes(name)));
}

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
  if (!isPermissive(license))
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

/**
 * What to write beside a bundle.
 *
 * @param files the files that it contains
 * @param notices what else is in its folder, and whose it is
 * @returns the texts of the files for the licenses and for the bill
 */
function thirdPartyOf(files, notices = []) {
  const folders = new Set(files.map(folderOf).filter((folder) => folder !== undefined));
  const packages = [...folders].map(packageOf);
  const sections = packages.map(({ section }) => section).sort();
  const bill = billOf(
    PROJECT,
    packages.map(({ component }) => component),
  );
  return {
    licenses: [...new Set(sections), ...notices].join(`\n${RULE}\n\n`),
    bill: `${JSON.stringify(bill, null, 2)}\n`,
  };
}

const LICENSES_FILE = "THIRD_PARTY_LICENSES.txt";
const BILL_FILE = "sbom.cdx.json";

module.exports = { thirdPartyOf, LICENSES_FILE, BILL_FILE };
