/** Builds the site into site/build/site, without a network, and checks what was built: `npm run site` at the project's root. */
const { spawnSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { checkBuilt } = require("./src/checkBuilt");
const { navigationOf } = require("./src/navigation");
const { pagesOf } = require("./src/pages");

const SITE = __dirname;
const ROOT = path.dirname(SITE);
const BUILD = path.join(SITE, "build");
const REFERENCE = path.join(ROOT, "build", "reference");

/** The page of each action, data source and trigger, by its key. */
function generatedPages() {
  if (!existsSync(REFERENCE)) throw new Error("There is no build/reference. Run: npm run docs");
  const names = readdirSync(REFERENCE).filter((name) => name !== "index.md");
  return Object.fromEntries(
    names.map((name) => [name.replace(/\.md$/, ""), readFileSync(path.join(REFERENCE, name), "utf8")]),
  );
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function main() {
  const began = Date.now();
  const site = pagesOf(ROOT, generatedPages());
  rmSync(BUILD, { recursive: true, force: true });
  for (const [page, text] of site) write(path.join(BUILD, "pages", page), text);
  write(path.join(BUILD, "navigation.json"), JSON.stringify(navigationOf(site)));
  cpSync(path.join(ROOT, "documentation", "images"), path.join(BUILD, "pages", "public", "images"), {
    recursive: true,
  });
  cpSync(path.join(ROOT, "assets", "icon.png"), path.join(BUILD, "pages", "public", "icon.png"));
  const rspress = path.join(SITE, "node_modules", "@rspress", "core", "bin", "rspress.js");
  // In NODE_OPTIONS, because Rspress has workers.
  const env = { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(path.join(SITE, "src", "offline.js"))}` };
  const { status } = spawnSync(process.execPath, [rspress, "build"], { cwd: SITE, stdio: "inherit", env });
  if (status !== 0) throw new Error("The site was not built; the lines above say why.");
  const { files, links } = checkBuilt(path.join(BUILD, "site"));
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    `${site.size} pages in site/build/site after ${seconds} s. ${files} files load nothing from elsewhere; ${links} links lead somewhere.`,
  );
}

main();
