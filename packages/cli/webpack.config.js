const path = require("node:path");
const CopyPlugin = require("copy-webpack-plugin");
const { BannerPlugin } = require("webpack");
const component = require("../../webpack.config.js");
const ThirdParty = require("../../scripts/thirdParty");

const STRIKES =
  "birdstrikes.csv, of vega-datasets: records of the Wildlife Strike Database of the U.S. Federal Aviation Administration,\nhttp://wildlife.faa.gov, a dataset of the U.S. government.\n";

/** The command line as one file, the demo's data with it. It finds the component, its client and the sandbox where they are built. */
module.exports = {
  ...component,
  context: __dirname,
  entry: { cli: "./src/cli.ts" },
  output: { ...component.output, path: path.resolve(__dirname, "dist"), filename: "[name].js" },
  // A file that is loaded later is named as TypeScript asks: with the ending that it has when it is built.
  resolve: { ...component.resolve, extensionAlias: { ".js": [".ts", ".js"] } },
  externals: {
    "mixpanel-sandbox": "commonjs2 ../../sandbox/dist/index.js",
    "mixpanel-connector/client": "commonjs2 ../../../build/src/mixpanel/index.js",
  },
  module: { ...component.module, parser: { javascript: { dynamicImportMode: "eager", createRequire: false } } },
  // Its own folder, from which it finds the component.
  node: { __dirname: false, __filename: false },
  plugins: [
    new BannerPlugin({ banner: "#!/usr/bin/env node", raw: true, include: /^cli\.js$/ }),
    new CopyPlugin({
      patterns: [{ from: require.resolve("vega-datasets").replace(/build.*$/, "data/birdstrikes.csv") }],
    }),
    new ThirdParty({ notices: [STRIKES] }),
  ],
};
