const path = require("node:path");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/packages"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  moduleNameMapper: { "^mixpanel-sandbox$": path.resolve(__dirname, "packages/sandbox/src/index.ts") },
  modulePathIgnorePatterns: ["<rootDir>/build/", "<rootDir>/dist/", "<rootDir>/packages/[^/]+/dist/"],
  // A hang fails in two minutes; a machine whose host takes most of its time needs more than the usual seconds.
  testTimeout: 120_000,
  reporters: ["default", "<rootDir>/test/support/closingLine.js"],
};
