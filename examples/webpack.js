/** Bundles an example as `prism integrations:import` takes it: dist/index.js in the example's folder, with the icon beside it. */
const path = require("node:path");
const CopyPlugin = require("copy-webpack-plugin");
const component = require("../webpack.config.js");
const ThirdParty = require("../scripts/thirdParty");

module.exports = (folder) => ({
  ...component,
  context: folder,
  entry: "./src/index.ts",
  output: { ...component.output, path: path.join(folder, "dist") },
  plugins: [new CopyPlugin({ patterns: [path.join(folder, "../../assets")] }), new ThirdParty()],
});
