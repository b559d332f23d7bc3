/** What a form holds, from the inputs of a run and back. The platform passes texts, lists of texts, and objects of these. */
import type { Entry, FileValue, Inputs } from "../../src/protocol";
import { choiceEntries, isChoice, type Values } from "./schema";

export const isFile = (value: unknown): value is FileValue =>
  typeof value === "object" && value !== null && "file" in value;

const isGroup = (entry: Entry): boolean => entry.inputs !== undefined && !isChoice(entry);

/** A form with these inputs; what is not given has its default. */
export function valuesOf(entries: readonly Entry[], inputs: Inputs): Values {
  return Object.fromEntries(entries.map((entry) => [entry.key, formValue(entry, inputs)]));
}

function formValue(entry: Entry, inputs: Inputs): unknown {
  const { key, collection, default: preset } = entry;
  const given = inputs[key];
  if (collection !== undefined) return listOf(given).map((item) => itemOf(entry, item));
  if (isChoice(entry)) {
    const choice = Object(given);
    return valuesOf(choiceEntries(entry, choice), choice);
  }
  // The inputs of a group may stand in it, or beside it.
  if (entry.inputs !== undefined) return valuesOf(entry.inputs, { ...inputs, ...Object(given) });
  return given === undefined ? asText(preset) : isFile(given) ? given : asText(given);
}

function itemOf(entry: Entry, item: unknown): unknown {
  if (entry.collection === "keyvaluelist") return { key: asText(Object(item).key), value: asText(Object(item).value) };
  return entry.inputs === undefined ? asText(item) : valuesOf(entry.inputs, Object(item));
}

/** A list; of an object, its keys and values. */
function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value)) return value;
  return typeof value === "object" ? Object.entries(value).map(([key, one]) => ({ key, value: one })) : [value];
}

/** A value as a builder types it: JSON for what is not text. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** The inputs of a run: without what equals the form's defaults, and groups dissolved. */
export function inputsOf(entries: readonly Entry[], values: Values): Inputs {
  return Object.assign({}, ...entries.map((entry) => inputOf(entry, values[entry.key])));
}

function inputOf(entry: Entry, value: unknown): Inputs {
  const { key, collection, default: preset } = entry;
  if (collection !== undefined) {
    const items = listOf(value).map((item) => filledItem(entry, item));
    const filled = items.filter((item) => item !== undefined);
    return filled.length === 0 ? {} : { [key]: filled };
  }
  if (isGroup(entry)) return inputsOf(entry.inputs ?? [], Object(value));
  if (isChoice(entry)) {
    const { configuration = "" } = Object(value);
    if (configuration === "") return {};
    return { [key]: { configuration, values: inputsOf(choiceEntries(entry, Object(value)).slice(1), Object(value)) } };
  }
  return value === undefined || value === asText(preset) ? {} : { [key]: value };
}

/** An item of a list, or undefined if nothing is filled in. */
function filledItem(entry: Entry, item: unknown): unknown {
  if (entry.collection === "keyvaluelist") return Object(item).key || Object(item).value ? item : undefined;
  if (entry.inputs === undefined) return item === "" ? undefined : item;
  const inputs = inputsOf(entry.inputs, Object(item));
  return Object.keys(inputs).length === 0 ? undefined : inputs;
}

/** Whether anything differs from the form's defaults. */
export const isFilled = (entry: Entry, value: unknown): boolean => Object.keys(inputOf(entry, value)).length > 0;
