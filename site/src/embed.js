/** Puts the code of a file into a page, so that a page never has a copy that grows old. */
const { readFileSync } = require("node:fs");
const path = require("node:path").posix;

const EMBEDDED = /^```(\w+) file=(\S+)\n```$/gm;

/** Replaces each empty block such as "```ts file=examples/agent/src/flows.ts" by one with the file's text. */
function embedFiles(root, text) {
  return text.replaceAll(
    EMBEDDED,
    (_, language, file) =>
      `\`\`\`${language} title="${file}"\n${readFileSync(path.join(root, file), "utf8").trimEnd()}\n\`\`\``,
  );
}

module.exports = { embedFiles };
