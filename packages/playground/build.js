/**
 * Builds the pages: the playground's own, and the sandbox's, each as a script and a style sheet beside the HTML.
 * With the name of a package, builds the page of that one.
 */
const { copyFileSync, mkdirSync, rmSync } = require("node:fs");
const path = require("node:path");
const { buildSync } = require("esbuild");

const PREACT = path.dirname(require.resolve("preact/package.json"));

/** Everything that a page needs is in its folder: it loads nothing from elsewhere. */
function build(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  buildSync({
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
  copyFileSync(path.join(from, "index.html"), path.join(to, "index.html"));
}

const [, , only] = process.argv;
for (const name of ["playground", "sandbox"]) {
  const folder = path.resolve(__dirname, "..", name);
  if (only === undefined || only === name) build(path.join(folder, "page"), path.join(folder, "dist/page"));
}
