import { input } from "@prismatic-io/spectral";
import { DAY_EXAMPLES } from "../mixpanel/days";
import { boolean, choice, flag, id, idNumber, integer, name, required, text } from "./clean";
import { date, day, instant } from "./cleanDates";
import {
  atLeastOne,
  explicitIds,
  json,
  jsonList,
  jsonObject,
  keyValues,
  records,
  recordsOrCsv,
  textList,
} from "./cleanJson";

/** Functions that create inputs: each creates the form's field and its cleaner with the same label, which errors then name. */

/** Texts of an input besides its label. */
interface Words {
  comments: string;
  /** A valid value. */
  example: string;
  /** Shown in the empty field. By default the example, unless an empty input has another effect. */
  placeholder?: string;
  /** Key of the data source that lists the choices. */
  dataSource?: string;
}

/** A cleaner that names the input by this label in its errors. */
type CleanerOf<T> = (label: string) => (value: unknown) => T;

/** A text input with its own cleaner. */
export function typedInput<T>(
  label: string,
  { comments, example, placeholder = example, dataSource }: Words,
  cleaner: CleanerOf<T>,
) {
  const clean = cleaner(label);
  return input({ label, type: "string", required: false, placeholder, example, comments, dataSource, clean });
}

type TypedInput<T> = ReturnType<typeof typedInput<T>>;

/** Creates optional inputs; its property `required` creates required ones. */
function kind<O extends Words, T>(
  cleaner: (label: string, options: O) => (value: unknown) => T | undefined,
  expected: string,
) {
  return Object.assign((label: string, options: O) => typedInput(label, options, () => cleaner(label, options)), {
    /** @param options.expected what the error for an empty input asks for */
    required: (label: string, options: O & { expected?: string }) => ({
      ...typedInput(label, options, () => required(label, cleaner(label, options), options.expected ?? expected)),
      required: true as const,
    }),
  });
}

export const textInput = kind((label, _: Words) => text(label), "text");
/** The name of an event or a property. */
export const nameInput = kind((label, _: Words) => name(label), "a name");
export const idInput = kind((label, _: Words) => id(label), "a number such as 12345");
/** An ID that Mixpanel takes as a JSON number. */
export const idNumberInput = kind((label, _: Words) => idNumber(label), "a number such as 12345");
export const dateInput = kind((label, _: Words) => date(label), "a day as yyyy-mm-dd");
/** A day that may be written as words. The step resolves it, in the time zone that counts for it. */
export const dayInput = kind((label, _: Words) => day(label), DAY_EXAMPLES);
/** A date and time with a time zone. */
export const instantInput = kind((label, _: Words) => instant(label), "a date and time with a time zone");

interface IntegerWords extends Words {
  min?: number;
  max?: number;
  /** The value that counts while the input is empty. */
  whenEmpty?: number;
}

export function integerInput(label: string, words: IntegerWords & { whenEmpty: number }): TypedInput<number>;
export function integerInput(label: string, words: IntegerWords): TypedInput<number | undefined>;
export function integerInput(label: string, { min, max, whenEmpty, ...words }: IntegerWords) {
  const clean = integer(label, { min, max });
  return typedInput(label, words, () => (value) => clean(value) ?? whenEmpty);
}

/** A switch that Mixpanel writes as `1` or `0`. */
export const flagInput = kind((label, _: Words) => flag(label), "1 or 0");

/** A switch's comments: what each position does. */
type WhenTrue = `When true, ${string}`;

function switchInput<T>(label: string, comments: WhenTrue, preset: string, clean: (value: unknown) => T) {
  return input({ label, type: "boolean", required: false, default: preset, comments, clean });
}

type Switch<T> = ReturnType<typeof switchInput<T>>;

/** A switch. Without a default it can stay empty, and Mixpanel's own default applies. */
export function booleanInput(label: string, words: { comments: WhenTrue; default: boolean }): Switch<boolean>;
export function booleanInput(label: string, words: { comments: WhenTrue }): Switch<boolean | undefined>;
export function booleanInput(label: string, words: { comments: WhenTrue; default?: boolean }) {
  const { comments, default: preset } = words;
  const clean = boolean(label);
  return switchInput(label, comments, String(preset ?? ""), (value) => clean(value) ?? preset);
}

interface ChoiceWords<T extends string> {
  comments: string;
  choices: readonly T[];
  /** The labels of choices in the drop-down, if they differ from the values. */
  names?: Partial<Record<T, string>>;
  /** The label of the empty choice. Without it, there is no empty choice. */
  empty?: string;
  /** The initial value of the form. Also used if the input is empty, unless there is an empty choice. */
  default?: T;
  /** Other spellings that saved steps may contain. */
  aliases?: Readonly<Record<string, T>>;
  required?: boolean;
}

function dropDown<T>(label: string, words: ChoiceWords<string>, clean: (value: unknown) => T) {
  const { comments, choices, names = {}, empty, default: preset = "" } = words;
  const model = [
    ...(empty === undefined ? [] : [{ label: empty, value: "" }]),
    ...choices.map((value) => ({ label: names[value] ?? value, value })),
  ];
  return input({ label, type: "string", required: words.required ?? false, default: preset, model, comments, clean });
}

type DropDown<T> = ReturnType<typeof dropDown<T>>;

export function choiceInput<const T extends string>(
  label: string,
  words: ChoiceWords<T> & ({ default: T; empty?: undefined } | { required: true }),
): DropDown<T>;
export function choiceInput<const T extends string>(label: string, words: ChoiceWords<T>): DropDown<T | undefined>;
export function choiceInput<const T extends string>(label: string, words: ChoiceWords<T>) {
  const clean = choice(label, words.choices, words.aliases);
  const preset = words.empty === undefined ? words.default : undefined;
  const filled = (value: unknown) => clean(value) ?? preset;
  return dropDown(label, words, words.required ? required(label, filled, "one of the choices") : filled);
}

interface ListWords extends Words {
  /** Whether the texts are IDs, which may come as numbers. */
  numbers?: boolean;
  /** The allowed texts; without it, every text is allowed. */
  choices?: readonly string[];
}

function textsOf(label: string, { numbers, choices }: ListWords) {
  const clean = textList(label, { numbers });
  const checked = choices === undefined ? (one: string) => one : required(label, choice(label, choices), "a text");
  return (value: unknown) => clean(value)?.map((one) => checked(one));
}

const valueList = { collection: "valuelist" } as const;
const requiredList = { ...valueList, required: true } as const;

/** A list of texts. They are data, so they are not changed. */
export const listInput = Object.assign(
  (label: string, words: ListWords) => ({ ...typedInput(label, words, () => textsOf(label, words)), ...valueList }),
  {
    /** @param options.expected what the error for an empty input asks for */
    required: (label: string, { expected, ...words }: ListWords & { expected: string }) => ({
      ...typedInput(label, words, () => required(label, textsOf(label, words), expected)),
      ...requiredList,
    }),
  },
);

/** IDs of what a step changes: at least one, and none of them null. @param read turns the texts into the values that Mixpanel takes */
export function explicitIdsInput<T>(
  label: string,
  { expected, ...words }: Words & { expected: string },
  read: (ids: string[]) => T,
) {
  const clean = explicitIds(label, expected);
  return { ...typedInput(label, words, () => (value) => read(clean(value))), ...requiredList };
}

/** A list of keys and values; `repeats` allows the same key more than once. */
export function keyValuesInput(
  label: string,
  { repeats, files, ...words }: Words & NonNullable<Parameters<typeof keyValues>[1]>,
) {
  const clean = keyValues(label, { repeats, files });
  return { ...typedInput(label, words, () => clean), collection: "keyvaluelist" as const };
}

const JSON_CODE = { type: "code", language: "json" } as const;

export function jsonInput(label: string, words: Words) {
  return { ...typedInput(label, words, json), ...JSON_CODE };
}

export function jsonListInput(label: string, words: Words) {
  return { ...typedInput(label, words, jsonList), ...JSON_CODE };
}

const jsonObjectKind = kind((label, _: Words) => jsonObject(label), "a JSON object");

export const jsonObjectInput = Object.assign(
  (label: string, words: Words) => ({ ...jsonObjectKind(label, words), ...JSON_CODE }),
  { required: (label: string, words: Words) => ({ ...jsonObjectKind.required(label, words), ...JSON_CODE }) },
);

interface RecordsWords {
  comments: string;
  example: readonly object[];
  /** What the error for an empty input asks for: `a list of events`. */
  expected: string;
}

/** The records that a step sends. */
export function recordsInput(label: string, { comments, example, expected }: RecordsWords) {
  const words = { comments, example: JSON.stringify(example) };
  return { ...typedInput(label, words, () => records(label, expected)), ...JSON_CODE, required: true as const };
}

/** The records that a step sends, or the rows of a CSV file that become such records. */
export function recordsOrRowsInput(
  label: string,
  {
    comments,
    example,
    expected,
    atLeastOne: filled,
  }: RecordsWords & {
    /** Rejects an empty list: for records that say what to delete. */
    atLeastOne?: boolean;
  },
) {
  const words = { comments, example: JSON.stringify(example) };
  const clean = filled ? atLeastOne(label, expected) : recordsOrCsv(label, expected);
  return { ...typedInput(label, words, () => clean), ...JSON_CODE, required: true as const };
}
