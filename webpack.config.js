const path = require("node:path");
const CopyPlugin = require("copy-webpack-plugin");

/** One CommonJS file with a default export, and the icons beside it: what Prismatic publishes. */
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
  // Names stay readable: Prismatic shows stack traces to the builder, and errors are told apart by their class.
  optimization: { minimize: false },
  performance: { hints: false },
  // Of code that spectral brings for its own tests.
  ignoreWarnings: [{ module: /node_modules/, message: /Critical dependency/ }],
  stats: "errors-warnings",
  plugins: [new CopyPlugin({ patterns: [{ from: "assets" }] })],
};
