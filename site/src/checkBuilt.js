/** Checks a built site: it loads nothing from another host, and each of its links leads to a file and an anchor that exist. */
const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");

/** What a browser loads by itself, unlike a link that a reader follows. */
const LOADED = {
  html: /<(?:script|img|iframe|source|video|audio|embed|object|link(?![^>]*rel="(?:canonical|alternate)"))\b[^>]*?\s(?:src|href|srcset|data)="((?:https?:)?\/\/[^"]+)"/gi,
  css: /(?:url\(\s*["']?|@import\s+["'])((?:https?:)?\/\/[^"')\s]+)/gi,
  js: /(?:\bfetch\(|\bimport\(|\bimportScripts\(|new Worker\(|\.src\s*=|\bsendBeacon\()\s*["'`]((?:https?:)?\/\/[^"'`]+)/g,
};
const LINK = /<a\b[^>]*?\shref="([^"]*)"/g;
const SOURCE = /<(?:img|script|link)\b[^>]*?\s(?:src|href)="(\/[^"]*)"/g;
const ID = /\sid="([^"]*)"/g;

const decoded = (text) => decodeURIComponent(text.replaceAll("&amp;", "&").replaceAll("&#x27;", "'"));

function loadedFromElsewhere(name, text) {
  const pattern = LOADED[path.extname(name).slice(1)];
  return pattern === undefined ? [] : Array.from(text.matchAll(pattern), ([, url]) => `${name} loads ${url}`);
}

/** The file that a server would send for an address of the site. */
function fileFor(folder, address) {
  const file = path.join(folder, address);
  if (existsSync(file) && statSync(file).isDirectory()) return path.join(file, "index.html");
  return existsSync(file) ? file : `${file}.html`;
}

/**
 * Checks the built site in `folder`.
 *
 * @returns how many files and links were checked
 * @throws Error that names everything that is loaded from elsewhere, and every link that leads nowhere
 */
function checkBuilt(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(path.join(folder, name)).isFile());
  const texts = new Map(
    names
      .filter((name) => /\.(html|css|js|svg)$/.test(name))
      .map((name) => [path.join(folder, name), readFileSync(path.join(folder, name), "utf8")]),
  );
  const faults = [];
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) ids.set(file, new Set(Array.from((texts.get(file) ?? "").matchAll(ID), ([, id]) => id)));
    return ids.get(file);
  };
  let links = 0;
  for (const [file, text] of texts) {
    const name = path.relative(folder, file);
    faults.push(...loadedFromElsewhere(name, text));
    if (!name.endsWith(".html")) continue;
    for (const [, target] of [...text.matchAll(LINK), ...text.matchAll(SOURCE)]) {
      if (/^[a-z]+:|^\/\//.test(target)) continue;
      links++;
      const [address = "", anchor = ""] = decoded(target).split("#");
      const base = path.posix.dirname(`/${name}`);
      const found = address === "" ? file : fileFor(folder, path.posix.resolve(base, address));
      if (!existsSync(found)) faults.push(`${name} links to ${target}, which does not exist`);
      else if (anchor !== "" && !idsOf(found).has(anchor))
        faults.push(`${name} links to ${target}, which has no such anchor`);
    }
  }
  if (faults.length > 0) throw new Error(`The built site has faults:\n${[...new Set(faults)].join("\n")}`);
  return { files: names.length, links };
}

module.exports = { checkBuilt };
