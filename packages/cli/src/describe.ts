/** Describes one operation: its purpose, inputs and result. */
import { type Action, type Entry, type Field, isSafe, type Operation } from "./bundle";
import { commandFor } from "./example";
import { formEntries } from "./execute";
import { outputLines } from "./outputSchema";
import { columnsOf, painter, wrap } from "./terminal";

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
  const preset = String(field.default ?? "");
  const facts = [
    typeOf(field),
    ...(field.required ? [paint("yellow", "required")] : []),
    ...(preset === "" ? [] : [`default ${preset}`]),
    ...(field.dataSource === undefined ? [] : [`choices from ${field.dataSource}`]),
  ];
  const lines = [`  ${paint("cyan", field.key)}  ${field.label}  ${paint("dim", facts.join(", "))}`];
  if (field.comments !== undefined) lines.push(wrap(field.comments, columnsOf(stream), INDENT));
  for (const { label, value } of field.model ?? []) lines.push(`    ${JSON.stringify(value)}  ${paint("dim", label)}`);
  if (field.example !== undefined) {
    const example = readable(field.example);
    lines.push(example.includes("\n") ? `    Example\n${indented(example, 6)}` : `    Example: ${example}`);
  }
  return lines.join("\n");
}

/** An input, or a group with its inputs below it. */
function entryText(entry: Entry, stream: NodeJS.WriteStream): string {
  if (entry.inputs === undefined) return fieldText(entry, stream);
  const paint = painter(stream);
  const lines = [`  ${paint("bold", entry.label)}  ${paint("dim", `group ${entry.key}`)}`];
  if (entry.comments !== undefined) lines.push(wrap(entry.comments, columnsOf(stream), INDENT));
  return [lines.join("\n"), ...entry.inputs.map((field) => fieldText(field, stream))].join("\n\n");
}

function isAction(operation: Operation): operation is Action {
  return "performSafety" in operation;
}

function safetyOf(operation: Operation): string {
  if (!isAction(operation)) return "Provides the choices of a drop-down while an integration is configured.";
  return isSafe(operation)
    ? "Safe: changes nothing and uses no scarce quota. A builder may run it while designing."
    : "Not safe: changes data or uses a scarce quota. While designing, a builder sees the example below instead.";
}

/** The description of an operation as JSON values, with its output schema parsed. */
export function describeValue(operation: Operation): object {
  const { key, display, examplePayload } = operation;
  const inputs = formEntries(operation);
  if (!isAction(operation)) return { key, ...display, inputs, example: examplePayload };
  return {
    key,
    ...display,
    safe: isSafe(operation),
    inputs,
    output: operation.outputSchema === undefined ? undefined : JSON.parse(operation.outputSchema.schema),
    example: examplePayload,
  };
}

/** The description of an operation for people. */
export function describeText(operation: Operation, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const columns = columnsOf(stream);
  const { label, description } = operation.display;
  const inputs = formEntries(operation).map((entry) => entryText(entry, stream));
  const schema = isAction(operation) ? operation.outputSchema?.schema : undefined;
  const output = schema === undefined ? [] : outputLines(JSON.parse(schema), stream);
  const parts = [
    `${paint("bold", label)}  ${paint("cyan", operation.key)}\n${wrap(`${description}.`, columns)}`,
    wrap(safetyOf(operation), columns),
    inputs.length === 0 ? "It takes no inputs." : `${paint("bold", "Inputs")}\n\n${inputs.join("\n\n")}`,
    ...(output.length === 0 ? [] : [`${paint("bold", "Output")}\n\n${output.join("\n")}`]),
    `${paint("bold", "Example of a result")}\n\n${indented(JSON.stringify(operation.examplePayload, null, 2), 2)}`,
    `${paint("bold", "Run it")}\n\n  ${commandFor(operation, isAction(operation) ? "run" : "source")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}
