/** Bundles the component with webpack. Plain JavaScript: it runs before anything is built. */
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const webpack = require("webpack");
const config = require("../webpack.config.js");

webpack(config, (error, stats) => {
  const failed = error ?? (stats?.hasErrors() ? stats.toString({ all: false, errors: true }) : undefined);
  if (failed) {
    console.error(failed);
    process.exitCode = 1;
    return;
  }
  // What scripts/fresh.js looks at.
  writeFileSync(path.resolve(__dirname, "..", "build", "built"), "");
});
