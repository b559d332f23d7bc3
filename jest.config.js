/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": "babel-jest" },
  modulePathIgnorePatterns: ["<rootDir>/build/"],
  testTimeout: 30_000,
};
