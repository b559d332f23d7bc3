/**
 * Writes the license texts of all packages that a bundle contains into a file beside it. A package whose license is not permissive fails the
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

/** @throws Error if the license of the package is not permissive */
function sectionOf(folder) {
  const {
    name,
    version,
    license = LICENSES[name],
  } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const words = typeof license === "string" ? license.replace(/^\((.*)\)$/, "$1").split(" OR ") : [];
  if (!words.some((word) => PERMISSIVE.includes(word)))
    throw new Error(`${name} has the license ${JSON.stringify(license)}, which is not among ${PERMISSIVE.join(", ")}.`);
  return `${name} ${version} (${license})\n\n${textOf(name, folder).trim()}\n`;
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
        const sections = [...folders].map(sectionOf).sort();
        const text = [...new Set(sections), ...this.notices].join(`\n${RULE}\n\n`);
        compilation.emitAsset(this.filename, new sources.RawSource(text));
      });
    });
  }
}

module.exports = ThirdParty;
