/** The same run elsewhere: as a command for a shell, and as a step of a code-native flow. */
import type { Action } from "../../cli/src/bundle";
import { settingsOf } from "../../cli/src/example";
import { connectionInputs, formFields } from "../../cli/src/execute";
import { PROGRAM } from "../../cli/src/usage";
import { FILE } from "./inputs";
import type { Inputs, Snippets } from "./protocol";

const isName = (key: string) => /^[A-Za-z_$][\w$]*$/.test(key);

/** What the user has filled in, in the order of the form: without what is empty, or as the form presets it. */
function filledIn(action: Action, inputs: Inputs): [key: string, value: unknown][] {
  const presets = new Map(formFields(action).map(({ key, default: preset }) => [key, String(preset ?? "")]));
  const given = Object.entries(inputs).filter(
    ([key, value]) => value !== undefined && value !== null && value !== "" && value !== presets.get(key),
  );
  const order = [...presets.keys()];
  return given.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
}

const fileNameOf = (value: unknown): string | undefined => FILE.safeParse(value).data?.file.name;

/** A value of `--set`: a file by its name, and a text that begins like one with a second @. */
function setting(value: unknown): string {
  const file = fileNameOf(value);
  if (file !== undefined) return `@${file}`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.startsWith("@") ? `@${text}` : text;
}

function literal(value: unknown): string {
  const file = fileNameOf(value);
  if (file !== undefined) return `await readFile(${JSON.stringify(file)})`;
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}

export function snippetsOf(action: Action, inputs: Inputs): Snippets {
  const given = filledIn(action, inputs);
  const [first, ...others] = connectionInputs(action);
  const connections = [
    ...(first === undefined ? [] : [`  ${first}: configVars["Mixpanel Connection"],`]),
    ...others.map((key) => `  ${key}: configVars["Second Mixpanel Connection"],`),
  ];
  const values = given.map(([key, value]) => `  ${isName(key) ? key : JSON.stringify(key)}: ${literal(value)},`);
  return {
    command: `${PROGRAM} run ${action.key}${settingsOf(given.map(([key, value]) => [key, setting(value)]))}`,
    codeNative: [`await context.components.mixpanel.${action.key}({`, ...connections, ...values, "});"].join("\n"),
  };
}
