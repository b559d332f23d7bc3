// Jest reads the TypeScript as it is written; types are checked by tsc alone.
module.exports = {
  presets: [["@babel/preset-typescript", { onlyRemoveTypeImports: false }]],
  plugins: ["@babel/plugin-transform-modules-commonjs"],
};
