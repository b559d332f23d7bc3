import type { loadBuilt } from "../component";

type Component = ReturnType<typeof loadBuilt>;
/** A trigger of the built component. */
export type TriggerStep = Component["triggers"][string];
/** An action, a data source or a trigger of the built component. */
export type Step = Component["actions"][string] | Component["dataSources"][string] | TriggerStep;
type Input = Step["inputs"][number];

/** Text for a cell of a Markdown table. */
export const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

const code = (text: string) => `\`${cell(text)}\``;

function defaultOf({ default: value }: Input): string {
  return typeof value === "string" && value !== "" ? ` Default: ${code(value)}.` : "";
}

function choicesOf(input: Input): string {
  const choices = (input.model ?? []).map(({ value }) => value).filter((value) => value !== "");
  return choices.length === 0 ? "" : ` One of ${choices.map(code).join(", ")}.`;
}

function kindOf({ type, collection }: Input): string {
  if (type === "dynamicObject") return "one of several forms";
  if (type === "structuredObject") return collection === "valuelist" ? "rows" : "group";
  if (collection === "valuelist") return `list of ${type}`;
  return collection === "keyvaluelist" ? "keys and values" : String(type);
}

/** The rows of one of several forms. */
function variantRows({ key, label, comments, inputs = [] }: Input, of: string): string[] {
  return [
    `| **${cell(label)}** | ${code(`{"configuration": "${key}", "values": {…}}`)} | form of ${of} | | | ${cell(comments ?? "")} |`,
    ...inputs.flatMap((leaf) => inputRows(leaf, "values.")),
  ];
}

/** The rows of an input; of a group, the rows of its inputs follow, with the group's key before theirs. */
function inputRows(input: Input, group = ""): string[] {
  const about = cell(`${input.comments ?? ""}${choicesOf(input)}${defaultOf(input)}`);
  const label = input.inputs === undefined ? cell(input.label) : `**${cell(input.label)}**`;
  const value = typeof input.example === "string" && input.example !== "" ? code(input.example) : "";
  // The form shows one text, which of a list of keys and values is a value.
  const example = value !== "" && input.collection === "keyvaluelist" ? `a value: ${value}` : value;
  return [
    `| ${label} | ${code(group + input.key)} | ${kindOf(input)} | ${input.required ? "yes" : ""} | ${example} | ${about} |`,
    ...(input.inputs ?? []).flatMap((leaf) =>
      input.type === "dynamicObject" ? variantRows(leaf, code(input.key)) : inputRows(leaf, `${input.key}.`),
    ),
  ];
}

/** The inputs of a form as a table. Nothing where there are none but the connection. */
export function inputTable(inputs: readonly Input[]): string {
  const rows = inputs.filter(({ type }) => type !== "connection").flatMap((input) => inputRows(input));
  if (rows.length === 0) return "";
  return ["| Input | Key | Type | Required | Example | About |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
