/** The reference's table of inputs has six columns, which no screen shows beside a list of pages. The site's has two. */

const HEAD = "| Input | Key | Type | Required | Example | About |\n|---|---|---|---|---|---|\n";
const CELL = /(?<!\\)\|/;

function narrow(line) {
  const [label, key, type, required, example, about] = line
    .split(CELL)
    .slice(1)
    .map((cell) => cell.trim());
  const facts = [type, ...(required === "yes" ? ["required"] : [])].join(", ");
  const name = label.startsWith("**") ? label : `**${label}**`;
  const sample = example === "" ? "" : ` <br>Example: ${example}`;
  return `| ${name} <br>${key} <br>${facts} | ${about}${sample} |`;
}

/** Rewrites each table of inputs in a page so that it is as narrow as a phone. */
function narrowInputs(text) {
  const [before, ...tables] = text.split(HEAD);
  return [
    before,
    ...tables.map((table) => {
      const lines = table.split("\n");
      const end = lines.findIndex((line) => !line.startsWith("|"));
      const rows = lines.slice(0, end === -1 ? undefined : end).map(narrow);
      return [...rows, ...(end === -1 ? [] : lines.slice(end))].join("\n");
    }),
  ].join("| Input | About |\n|---|---|\n");
}

module.exports = { narrowInputs };
