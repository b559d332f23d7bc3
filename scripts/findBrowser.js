/** Finds the Chromium for the tests in a browser. Run as a command, it prints the path, or fails if there is none. */
const { accessSync, constants } = require("node:fs");
const path = require("node:path");

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of the browser: that of the variable CHROMIUM, or the first in PATH; undefined if there is none. */
function findBrowser(environment = process.env) {
  if (environment.CHROMIUM) return environment.CHROMIUM;
  const folders = (environment.PATH ?? "").split(path.delimiter);
  return [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), MAC].find(isProgram);
}

module.exports = { findBrowser };

if (require.main === module) {
  const found = findBrowser();
  if (found === undefined) process.exitCode = 1;
  else console.log(found);
}
