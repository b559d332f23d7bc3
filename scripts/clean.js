/** Removes what was built before: a file whose source is gone would else go on being found. */
const { rmSync } = require("node:fs");
const path = require("node:path");

rmSync(path.resolve(__dirname, "..", "build"), { recursive: true, force: true });
