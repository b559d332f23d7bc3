/**
 * Writes documentation/reference.md from the built component, so that it cannot say anything but what the forms say.
 * With --check, fails where the file is not what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as client from "../src/mixpanel";
import { loadBuilt, ROOT } from "./component";

const component = loadBuilt();
const file = path.join(ROOT, "documentation", "reference.md");

/** The page of Mixpanel's reference that each operation follows. */
const docs = new Map<string, string>(
  Object.values(client)
    .flatMap((exported): unknown[] => (typeof exported === "object" ? Object.values(exported) : []))
    .flatMap((row) =>
      typeof row === "object" && row !== null && "operation" in row && "docs" in row
        ? [[String(row.operation), String(row.docs)]]
        : [],
    ),
);

type Step = (typeof component.actions)[string] | (typeof component.dataSources)[string];
type Input = Step["inputs"][number];

/** Text for a cell of a Markdown table. */
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

function defaultOf({ default: value }: Input): string {
  return typeof value === "string" && value !== "" ? ` Default: \`${value}\`.` : "";
}

function choicesOf(input: Input): string {
  const choices = (input.model ?? []).map(({ value }) => value).filter((value) => value !== "");
  return choices.length === 0 ? "" : ` One of ${choices.map((value) => `\`${value}\``).join(", ")}.`;
}

function kindOf({ type, collection }: Input): string {
  return collection === "valuelist"
    ? `list of ${type}`
    : collection === "keyvaluelist"
      ? "keys and values"
      : String(type);
}

/** The rows of an input; of a group, the rows of its inputs follow, with the group's key before theirs. */
function inputRows(input: Input, group = ""): string[] {
  const about = cell(`${input.comments ?? ""}${choicesOf(input)}${defaultOf(input)}`);
  const isGroup = input.type === "structuredObject";
  const label = isGroup ? `**${cell(input.label)}**` : cell(input.label);
  const kind = isGroup ? (input.collection === "valuelist" ? "list of rows" : "group") : kindOf(input);
  return [
    `| ${label} | \`${group}${input.key}\` | ${kind} | ${input.required ? "yes" : ""} | ${about} |`,
    ...(input.inputs ?? []).flatMap((leaf) => inputRows(leaf, `${input.key}.`)),
  ];
}

function inputTable(inputs: Input[]): string {
  const rows = inputs.filter(({ type }) => type !== "connection").flatMap((input) => inputRows(input));
  return rows.length === 0
    ? ""
    : ["| Input | Key | Type | Required | About |", "|---|---|---|---|---|", ...rows].join("\n");
}

function section(key: string, step: Step, more: string[]): string {
  return [`### ${step.display.label}`, `\`${key}\`: ${step.display.description}.`, inputTable(step.inputs), ...more]
    .filter((part) => part !== "")
    .join("\n\n");
}

const byLabel = <T extends Step>(steps: Record<string, T>) =>
  Object.entries(steps).sort(([, a], [, b]) => a.display.label.localeCompare(b.display.label));

const actions = byLabel(component.actions).map(([key, action]) =>
  section(key, action, [
    docs.has(key) ? `Mixpanel's reference: <${docs.get(key)}>.` : "",
    action.performSafety === "SAFE"
      ? "May run while a flow is being designed: it changes nothing and spends no hourly allowance."
      : "Does not run while a flow is being designed; the designer shows the example.",
    `Example of the result:\n\n\`\`\`json\n${JSON.stringify(action.examplePayload, null, 2)}\n\`\`\``,
  ]),
);
const dataSources = byLabel(component.dataSources).map(([key, source]) => section(key, source, []));
const connections = component.connections.map(({ key, label, comments, inputs }) =>
  [`### ${label}`, `\`${key}\`: ${comments ?? ""}`, inputTable(inputs)].join("\n\n"),
);

const page = `${[
  "# Reference",
  "Written by `npm run docs` from the built component.",
  "## Connections",
  ...connections,
  "## Actions",
  ...actions,
  "## Data Sources",
  ...dataSources,
].join("\n\n")}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, page);
} else if (readFileSync(file, "utf8") !== page) {
  console.error("documentation/reference.md is not what the component says. Run npm run docs and commit the change.");
  process.exitCode = 1;
}
