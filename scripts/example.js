/** Runs an example offline: `npm run example cohort-to-crm`. */
const { existsSync, readdirSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const [name = ""] = process.argv.slice(2);
const names = readdirSync(path.join(root, "examples")).filter((each) =>
  existsSync(path.join(root, "examples", each, "run.ts")),
);

if (names.includes(name)) require(path.join(root, "build", "examples", name, "run.js"));
else {
  console.error(
    `There is no example named "${name}". Run one of: ${names.map((each) => `npm run example ${each}`).join(", ")}`,
  );
  process.exitCode = 1;
}
