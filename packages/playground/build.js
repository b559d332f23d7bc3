/**
 * Builds the pages: the playground's own, and the sandbox's, each as a script and a style sheet beside the HTML.
 * With the name of a package, builds the page of that one.
 */
const { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { buildSync } = require("esbuild");
const { BILL_FILE, LICENSES_FILE, thirdPartyOf } = require("../../scripts/licenses");

const ROOT = path.resolve(__dirname, "../..");
const PREACT = path.dirname(require.resolve("preact/package.json"));

/** The files of which something is in the output. */
function filesIn({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => path.resolve(ROOT, file));
  return [...new Set(used)];
}

/** The names of packages that were joined into a file of another package, as its source map tells. */
function joinedIn(file) {
  if (!existsSync(`${file}.map`)) return [];
  const { sources } = JSON.parse(readFileSync(`${file}.map`, "utf8"));
  return sources.flatMap((source) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
}

/** The licenses of what a page contains, and its bill of materials. A package that is not installed has its license in `notices`. */
function thirdParty(files) {
  const joined = [...new Set(files.flatMap(joinedIn))];
  const manifests = joined.map((name) => path.join(ROOT, "node_modules", name, "package.json")).filter(existsSync);
  const missing = joined.filter((name) => !existsSync(path.join(ROOT, "node_modules", name, "package.json")));
  const notices = missing.map((name) =>
    readFileSync(path.join(__dirname, "notices", `${name.replace("/", "+")}.txt`), "utf8"),
  );
  return thirdPartyOf([...files, ...manifests], notices);
}

/** Everything that a page needs is in its folder, and the licenses of what it contains: it loads nothing from elsewhere. */
function build(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const { metafile } = buildSync({
    absWorkingDir: ROOT,
    metafile: true,
    entryPoints: { page: path.join(from, "main.tsx") },
    outdir: to,
    bundle: true,
    splitting: true,
    format: "esm",
    chunkNames: "[name]-[hash]",
    minify: true,
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    // The form library is written for React.
    alias: {
      react: path.join(PREACT, "compat"),
      "react-dom": path.join(PREACT, "compat"),
      "react/jsx-runtime": path.join(PREACT, "jsx-runtime"),
    },
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
  });
  const { licenses, bill } = thirdParty(filesIn(metafile));
  writeFileSync(path.join(to, LICENSES_FILE), licenses);
  writeFileSync(path.join(to, BILL_FILE), bill);
  copyFileSync(path.join(from, "index.html"), path.join(to, "index.html"));
}

const [, , only] = process.argv;
for (const name of ["playground", "sandbox"]) {
  const folder = path.resolve(__dirname, "..", name);
  if (only === undefined || only === name) build(path.join(folder, "page"), path.join(folder, "dist/page"));
}
