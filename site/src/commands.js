/** What a page tells its readers to type, and the files and results that it shows with it. */

const BLOCK = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
const EXIT_CODE = / # exit code (\d+)$/;

/** Splits a command into words as a shell does, with single and double quotes. */
function wordsOf(command) {
  return Array.from(command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );
}

/**
 * The files and commands of a page, in their order.
 *
 * @returns `files`: the text of each block with a title that names a file; `commands`: each line of the shell blocks with the exit code that
 * the page promises, and after it the `result` that it returns or the parts of what is `printed`
 */
function shownOn(text) {
  const steps = [];
  for (const [, language, attributes, body] of text.matchAll(BLOCK)) {
    const title = /title="([^"]+)"/.exec(attributes)?.[1];
    const last = steps.at(-1);
    if (language === "sh") {
      for (const line of body.split("\n").filter((one) => one.trim() !== ""))
        steps.push({
          words: wordsOf(line.replace(EXIT_CODE, "").replace(/\s+#.*$/, "")),
          code: Number(EXIT_CODE.exec(line)?.[1] ?? 0),
        });
    } else if (title === "Result") last.result = JSON.parse(body);
    else if (language === "text")
      last.printed = body
        .trim()
        .split(/\s*(?:…|\n)\s*/)
        .filter((part) => part !== "");
    else if (title !== undefined && !title.includes("/")) steps.push({ file: title, body });
  }
  return steps;
}

module.exports = { shownOn };
