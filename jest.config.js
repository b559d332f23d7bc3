const path = require("node:path");
const { findBrowser } = require("./scripts/findBrowser");

// CI installs a browser, so there a missing one is a failure.
const hasBrowser = findBrowser() !== undefined || Boolean(process.env.CI);
if (!hasBrowser)
  console.error("Without the tests in a browser: there is no Chromium here. Install it, or name it in CHROMIUM.");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/packages", "<rootDir>/examples"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(hasBrowser ? [] : ["<rootDir>/test/browser/"])],
  transform: { "\\.ts$": "@swc/jest" },
  moduleNameMapper: {
    "^mixpanel-sandbox$": path.resolve(__dirname, "packages/sandbox/src/index.ts"),
    "^mixpanel-connector/client$": path.resolve(__dirname, "src/mixpanel/index.ts"),
  },
  modulePathIgnorePatterns: ["<rootDir>/build/", "<rootDir>/dist/", "<rootDir>/(packages|examples)/[^/]+/dist/"],
  // On two cores jest would run all files in one process: half as fast, and slower with each file, as what they leave behind adds up.
  maxWorkers: "100%",
  workerIdleMemoryLimit: "600MB",
  // A hang fails in two minutes; a machine whose host takes most of its time needs more than the usual seconds.
  testTimeout: 120_000,
  reporters: ["default", "<rootDir>/test/support/closingLine.js"],
};
