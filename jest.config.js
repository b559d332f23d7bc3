/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": "babel-jest" },
  modulePathIgnorePatterns: ["<rootDir>/build/", "<rootDir>/dist/"],
  // For machines whose host takes most of their time.
  testTimeout: 180_000,
  reporters: ["default", "<rootDir>/test/support/closingLine.js"],
};
