/** The commands that run an operation or a trigger, with inputs that it accepts. */
import type { Field, Operation, Trigger } from "./bundle";
import { type Form, formFields } from "./execute";
import { CHANGES } from "./triggers/changes";
import { PROGRAM } from "./usage";
import { actionsNamedBy, filled, namesResult, presentValues, WORKED_INPUTS } from "./worked";

const WORKED = new Map(WORKED_INPUTS);

/** The example of a field's form; without one, its first choice. */
const exampleOf = ({ example, placeholder, model = [] }: Field): string =>
  example ?? model.find(({ value }) => value !== "")?.value ?? placeholder ?? "…";

/**
 * Inputs by their keys: those required, and those without which the operation refuses to run. An ID that an earlier action would return
 * is the form's example.
 *
 * @param returned what earlier actions have returned, by their keys
 */
export function exampleValues(
  operation: Form,
  returned: ReadonlyMap<string, unknown> = new Map(),
): [key: string, value: unknown][] {
  const fields = formFields(operation);
  const given = WORKED.get(operation.key);
  if (given === undefined)
    return fields.filter(({ required }) => required).map((field) => [field.key, exampleOf(field)]);
  const values = new Map([...presentValues(), ...returned]);
  return Object.entries(given).map(([key, worked]) => {
    const field = fields.find((one) => one.key === key);
    const value = filled(worked, values);
    const isMissing = namesResult(worked) && !actionsNamedBy(worked).every((action) => returned.has(action));
    return [key, field !== undefined && isMissing ? exampleOf(field) : value];
  });
}

/** The keys of the actions that must run before an example finds what it names. */
export const actionsBefore = ({ key }: Pick<Form, "key">, returned: ReadonlyMap<string, unknown>): string[] =>
  [...new Set(actionsNamedBy(WORKED.get(key) ?? {}))].filter((action) => !returned.has(action));

/** Inputs as text, as they are typed into a form. */
const exampleInputs = (operation: Form): [key: string, text: string][] =>
  exampleValues(operation).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);

/** The options that give a command its inputs. */
export const settingsOf = (inputs: readonly (readonly [key: string, text: string])[]) =>
  inputs.map(([key, text]) => ` --set ${key}=${shellQuoted(text)}`).join("");

/** A command for a shell that runs an action or a data source. */
export function commandFor(operation: Operation): string {
  return `${PROGRAM} run ${operation.key}${settingsOf(exampleInputs(operation))}`;
}

/** Commands for a shell that run a trigger: against a sandbox, and as the platform does. */
export function triggerCommandsFor(trigger: Trigger): string[] {
  // The sample of the sandbox, which is there if no project is, has other IDs than the form's examples.
  const sample = CHANGES[trigger.key]?.inputs ?? {};
  const inputs = exampleInputs(trigger).map(([key, text]) => [key, String(sample[key] ?? text)] as const);
  const modes = ["--simulate", trigger.isPollingTrigger ? `--drain --state ${trigger.key}.json` : "--listen"];
  return modes.map((mode) => `${PROGRAM} trigger ${trigger.key} ${mode}${settingsOf(inputs)}`);
}

function shellQuoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
