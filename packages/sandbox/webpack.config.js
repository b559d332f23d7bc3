const path = require("node:path");
const { BannerPlugin } = require("webpack");
const component = require("../../webpack.config.js");
const ThirdParty = require("../../scripts/thirdParty");

const output = {
  ...component.output,
  path: path.resolve(__dirname, "dist"),
  filename: "[name].js",
  // Each export by its name, so that `import { startSandbox }` finds it.
  library: { type: "commonjs-static" },
};

/** What the package and the connector's own tarball hold: server, command, and the worker that runs JQL, each with everything in it. */
const sandbox = {
  ...component,
  context: __dirname,
  entry: { index: "./src/index.ts", cli: "./src/cli.ts", jqlWorker: "./src/query/jql/worker.ts" },
  output: { ...output, clean: { keep: /^jqlLibrary\.js/ } },
  // QuickJS is loaded by import(), and stays in the worker's file.
  module: { ...component.module, parser: { javascript: { dynamicImportMode: "eager" } } },
  // The server finds the worker beside itself.
  node: { __dirname: false },
  plugins: [new BannerPlugin({ banner: "#!/usr/bin/env node", raw: true, include: /^cli\.js$/ }), new ThirdParty()],
};

/** JQL's part of a script's world. It runs in QuickJS, which knows neither Node nor a browser. */
const jqlLibrary = {
  ...component,
  context: __dirname,
  target: "es2022",
  entry: { jqlLibrary: "./src/query/jql/library/index.ts" },
  output: { ...output, library: { type: "var", name: "library" }, chunkFormat: false, clean: false },
  plugins: [new ThirdParty({ filename: "jqlLibrary.js.LICENSES.txt" })],
};

module.exports = [sandbox, jqlLibrary];
