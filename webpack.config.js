const path = require("node:path");
const CopyPlugin = require("copy-webpack-plugin");
const Lighten = require("./scripts/bundle/lighten");
const ThirdParty = require("./scripts/thirdParty");

/** One CommonJS file with a default export, and beside it the icon and the licenses of what it contains: what Prismatic publishes. */
module.exports = {
  mode: "production",
  target: "node20",
  entry: "./src/index.ts",
  context: __dirname,
  output: {
    path: path.resolve(__dirname, "dist"),
    filename: "index.js",
    library: { type: "commonjs2" },
    clean: true,
  },
  // As spectral does, so that what both use (axios) is in the bundle once.
  resolve: { extensions: [".ts", ".js"], conditionNames: ["require", "node", "default"] },
  module: {
    rules: [{ test: /\.ts$/, exclude: /node_modules/, loader: "swc-loader", options: { module: { type: "es6" } } }],
  },
  // Comments and indentation go. Names and line breaks stay: builders see stack traces, and errors are told apart by their class.
  // A single character beyond ASCII would make V8 hold the whole file with two bytes a character.
  optimization: {
    minimize: {
      javascript: {
        compress: false,
        mangle: false,
        format: { ascii_only: true, beautify: true, indent_level: 0, comments: false },
      },
    },
  },
  performance: { hints: false },
  // Of code that spectral brings for its own tests.
  ignoreWarnings: [{ module: /node_modules/, message: /Critical dependency/ }],
  stats: "errors-warnings",
  plugins: [new CopyPlugin({ patterns: [{ from: "assets" }] }), new Lighten(), new ThirdParty()],
};
