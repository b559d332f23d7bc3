/** The command that runs an operation, with inputs that it accepts. */
import type { Field, Operation } from "./bundle";
import { formFields } from "./execute";
import { filled, namesResult, presentValues, WORKED_INPUTS } from "./worked";

const WORKED = new Map(WORKED_INPUTS);

/** The example of a field's form; without one, its first choice. */
const exampleOf = ({ example, placeholder, model = [] }: Field): string =>
  example ?? model.find(({ value }) => value !== "")?.value ?? placeholder ?? "…";

/**
 * Inputs as text, by their keys: those required, and those without which the operation refuses to run.
 * An ID that an earlier action would return is the form's example.
 */
function exampleInputs(operation: Operation): [key: string, text: string][] {
  const fields = formFields(operation);
  const given = WORKED.get(operation.key);
  if (given === undefined)
    return fields.filter(({ required }) => required).map((field) => [field.key, exampleOf(field)]);
  return Object.entries(given).map(([key, worked]) => {
    const field = fields.find((one) => one.key === key);
    if (field !== undefined && namesResult(worked)) return [key, exampleOf(field)];
    const value = filled(worked, presentValues());
    return [key, typeof value === "string" ? value : JSON.stringify(value)];
  });
}

/** A command for a shell that runs an action or a data source. */
export function commandFor(operation: Operation, command: "run" | "source"): string {
  const settings = exampleInputs(operation).map(([key, text]) => ` --set ${key}=${shellQuoted(text)}`);
  return `npm run runner -- ${command} ${operation.key}${settings.join("")}`;
}

function shellQuoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
