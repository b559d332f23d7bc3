/** Diagrams of the examples' pages, which need a large library to be drawn: the site shows their arrows as a table. */

const DIAGRAM = /^```mermaid\nflowchart LR\n([\s\S]*?)^```$/gm;
const ARROW = /^ *(\w+)(\S.*?)? -- (.+?) --> (\w+)(.+)?$/;

const labelOf = (shape) => shape.replaceAll(/^[[({]+|[\])}]+$/g, "").replaceAll("<br>", ": ");

function tableOf(body) {
  const labels = new Map();
  const arrows = body
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, from, fromShape, what, to, toShape] = ARROW.exec(line) ?? [];
      if (from === undefined) throw new Error(`A diagram has a line that is no arrow: ${line}`);
      if (fromShape !== undefined) labels.set(from, labelOf(fromShape));
      if (toShape !== undefined) labels.set(to, labelOf(toShape));
      return { from, what, to };
    });
  const rows = arrows.map(({ from, what, to }) => `| ${labels.get(from)} | ${what} | ${labels.get(to)} |`);
  return ["| from | what | to |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Replaces each Mermaid flowchart of a page by a table of its arrows. @throws Error if a line of it is anything else than an arrow */
function diagramsAsTables(text) {
  return text.replaceAll(DIAGRAM, (_, body) => tableOf(body));
}

module.exports = { diagramsAsTables };
