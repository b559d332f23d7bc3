/** Describes one operation or trigger: its purpose, inputs and result. */
import { type Action, type Entry, type Field, isSafe, type Operation, type Trigger } from "./bundle";
import { commandFor, triggerCommandsFor } from "./example";
import { formEntries } from "./execute";
import { outputLines } from "./outputSchema";
import { beside, columnsOf, painter, wrap } from "./terminal";

const INDENT = 4;

function typeOf({ type, language, collection }: Field): string {
  const base = language === undefined ? type : `${type} (${language})`;
  if (collection === "valuelist") return `list of ${base}`;
  return collection === "keyvaluelist" ? `keys and values, ${base}` : base;
}

/** Indents JSON that is too long to read on one line. */
function readable(example: string): string {
  try {
    const parsed: unknown = JSON.parse(example);
    return example.length > 60 ? JSON.stringify(parsed, null, 2) : example;
  } catch {
    return example;
  }
}

const indented = (text: string, by: number) => text.replace(/^/gm, " ".repeat(by));

function fieldText(field: Field, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const columns = columnsOf(stream);
  const preset = String(field.default ?? "");
  const facts = [
    typeOf(field),
    ...(field.required ? [paint("yellow", "required")] : []),
    ...(preset === "" ? [] : [`default ${preset}`]),
    ...(field.dataSource === undefined ? [] : [`choices from ${field.dataSource}`]),
  ];
  const lines = [beside([paint("cyan", field.key), field.label, paint("dim", facts.join(", "))], columns)];
  if (field.comments !== undefined) lines.push(wrap(field.comments, columns, INDENT));
  for (const { label, value } of field.model ?? [])
    lines.push(beside([JSON.stringify(value), paint("dim", label)], columns, INDENT));
  if (field.example !== undefined) {
    const example = readable(field.example);
    lines.push(example.includes("\n") ? `    Example\n${indented(example, 6)}` : `    Example: ${example}`);
  }
  return lines.join("\n");
}

/** An input, a group with its inputs below it, or a choice among several forms with all of them. */
function entryText(entry: Entry, stream: NodeJS.WriteStream, kind = "group"): string {
  if (entry.inputs === undefined) return fieldText(entry, stream);
  const isChoice = entry.type === "dynamicObject";
  const paint = painter(stream);
  const what = isChoice
    ? `${entry.key}, one of the forms below, as {"configuration": "…", "values": {…}}`
    : `${kind} ${entry.key}`;
  const columns = columnsOf(stream);
  const lines = [beside([paint("bold", entry.label), paint("dim", what)], columns)];
  if (entry.comments !== undefined) lines.push(wrap(entry.comments, columns, INDENT));
  const inputs = entry.inputs.map((one) => entryText(one, stream, isChoice ? "configuration" : "group"));
  return [lines.join("\n"), ...inputs].join("\n\n");
}

type Described = Operation | Trigger;

const isAction = (described: Described): described is Action => "performSafety" in described;
const isTrigger = (described: Described): described is Trigger => "isPollingTrigger" in described;

/** What a step of the flow gets from a trigger. */
const passedOn = ({ examplePayload }: Trigger): unknown => Object(examplePayload).payload?.body?.data;

function batchingOf({
  triggerResolverDefaultBatchSize: size,
  triggerResolverDefaultConcurrentBatchLimit: limit,
}: Trigger) {
  if (size === undefined) return "";
  return ` A builder may switch batching on: by default ${size} items per execution, ${limit ?? "any number of"} at once.`;
}

/** When it runs. */
function useOf(described: Described): string {
  if (isTrigger(described)) {
    const { isPollingTrigger, staticBranchNames: branches = [] } = described;
    const start = isPollingTrigger ? "on a schedule, by polling Mixpanel" : "when Mixpanel calls its webhook";
    const named = branches.length === 0 ? "" : ` Branches: ${branches.join(", ")}.`;
    return `Starts a flow ${start}.${batchingOf(described)}${named}`;
  }
  if (!isAction(described)) return "Provides the choices of a drop-down while an integration is configured.";
  return isSafe(described)
    ? "Safe: changes nothing and uses no scarce quota. A builder may run it while designing."
    : "Not safe: changes data or uses a scarce quota. While designing, a builder sees the example below instead.";
}

/** The description of an operation or a trigger as JSON values, with its output schema parsed. */
export function describeValue(described: Described): object {
  const { key, display, examplePayload } = described;
  const common = { key, ...display, inputs: formEntries(described) };
  if (isTrigger(described)) {
    const { isPollingTrigger, staticBranchNames: branches = [] } = described;
    return { ...common, polling: isPollingTrigger, branches, example: passedOn(described) };
  }
  if (!isAction(described)) return { ...common, example: examplePayload };
  return {
    ...common,
    safe: isSafe(described),
    output: described.outputSchema === undefined ? undefined : JSON.parse(described.outputSchema.schema),
    example: examplePayload,
  };
}

/** The description of an operation or a trigger for people. */
export function describeText(described: Described, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const columns = columnsOf(stream);
  const { label, description } = described.display;
  const inputs = formEntries(described).map((entry) => entryText(entry, stream));
  const schema = isAction(described) ? described.outputSchema?.schema : undefined;
  const output = schema === undefined ? [] : outputLines(JSON.parse(schema), stream);
  const [exampleTitle, example] = isTrigger(described)
    ? ["Example of what it passes on (body.data)", passedOn(described)]
    : ["Example of a result", described.examplePayload];
  const commands = isTrigger(described) ? triggerCommandsFor(described) : [commandFor(described)];
  const parts = [
    `${beside([paint("bold", label), paint("cyan", described.key)], columns, 0)}\n${wrap(`${description}.`, columns)}`,
    wrap(useOf(described), columns),
    inputs.length === 0 ? "It takes no inputs." : `${paint("bold", "Inputs")}\n\n${inputs.join("\n\n")}`,
    ...(output.length === 0 ? [] : [`${paint("bold", "Output")}\n\n${output.join("\n")}`]),
    `${paint("bold", exampleTitle)}\n\n${indented(JSON.stringify(example, null, 2), 2)}`,
    `${paint("bold", "Run it")}\n\n${commands.map((command) => `  ${command}`).join("\n")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}
