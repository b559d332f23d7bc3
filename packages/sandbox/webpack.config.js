const path = require("node:path");
const { BannerPlugin } = require("webpack");
const component = require("../../webpack.config.js");

/** Two files with everything in them: what the package and the connector's own tarball hold. */
module.exports = {
  ...component,
  context: __dirname,
  entry: { index: "./src/index.ts", cli: "./src/cli.ts" },
  output: { ...component.output, path: path.resolve(__dirname, "dist"), filename: "[name].js" },
  plugins: [new BannerPlugin({ banner: "#!/usr/bin/env node", raw: true, include: /^cli\.js$/ })],
};
