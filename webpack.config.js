const { readFileSync, readdirSync } = require("node:fs");
const path = require("node:path");
const { sources } = require("webpack");

const assets = path.resolve(__dirname, "assets");

/** Puts the icons beside the bundle, where the component's paths look for them. */
const copyAssets = {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap("copyAssets", (compilation) => {
      for (const name of readdirSync(assets)) {
        compilation.emitAsset(name, new sources.RawSource(readFileSync(path.join(assets, name))));
      }
    });
  },
};

/** One CommonJS file with a default export: what Prismatic publishes. tsc has turned the TypeScript into JavaScript before. */
module.exports = {
  mode: "production",
  target: "node20",
  entry: path.resolve(__dirname, "build/src/index.js"),
  output: {
    path: path.resolve(__dirname, "dist"),
    filename: "index.js",
    library: { type: "commonjs2" },
    clean: true,
  },
  // Names stay readable: Prismatic shows stack traces to the builder, and errors are told apart by their class.
  optimization: { minimize: false },
  performance: { hints: false },
  plugins: [copyAssets],
};
