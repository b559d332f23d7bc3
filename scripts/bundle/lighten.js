/** Makes a bundle that contains spectral smaller, and faster to load: a step that sends one event pays for all of it. */
const path = require("node:path");
const { NormalModuleReplacementPlugin } = require("webpack");

const own = (name) => path.join(__dirname, name);

/** Parts of spectral that are loaded with it, and that no component calls. */
const LEFT_OUT = [
  // Runs components in tests. Needs jest-mock.
  "@prismatic-io/spectral/dist/testing.js",
  // Functions that authors of components may call by name. We call none. Needs date-fns.
  "@prismatic-io/spectral/dist/util.js",
  // Code-native integrations. Needs zod, with all its languages, and yaml.
  "@prismatic-io/spectral/dist/serverTypes/convertIntegration.js",
];

/** Matches a file in node_modules, such as `package/folder/file.js`. */
const fileOf = (name) =>
  new RegExp(`[\\\\/]node_modules[\\\\/]${name.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);

class Lighten {
  apply(compiler) {
    const change = (name, to) => new NormalModuleReplacementPlugin(fileOf(name), to).apply(compiler);
    for (const name of LEFT_OUT)
      change(name, ({ createData }) => {
        createData.resource = `${own("leftOut.js")}?${name}`;
      });
    // Spectral calls it for each input of each action, and it takes a fifth of the whole load.
    change("lodash/omit.js", own("omit.js"));
    change("axios/dist/node/axios.cjs", ({ createData }) => {
      createData.loaders.push({ loader: own("lazyFetch.js") });
    });
  }
}

module.exports = Lighten;
