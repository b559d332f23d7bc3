/** What a form holds, as the platform passes it, and as history and snippets show it. */
import { z } from "zod";
import type { Action } from "../../cli/src/bundle";
import { formFields } from "../../cli/src/execute";
import { secretsOfAction } from "./operations";
import type { Inputs } from "./protocol";

const fileValue = z.strictObject({
  file: z.strictObject({ name: z.string(), contentType: z.string(), base64: z.base64() }),
});

/** A file in the place of its content. */
export const FILE = z.object({ file: z.object({ name: z.string() }) });

/** Inputs for an action: files as the platform passes binary data, and nothing for what is left empty. */
export function valuesOf(inputs: Inputs): Inputs {
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([key, value]) => {
      const { data: dropped } = fileValue.safeParse(value);
      if (dropped === undefined) return [key, value];
      const { contentType, base64 } = dropped.file;
      return [key, { data: Buffer.from(base64, "base64"), contentType: contentType || "application/octet-stream" }];
    }),
  );
}

/** The keys of inputs for secrets of another system, such as a password that Mixpanel is to use there. */
export function secretInputs(action: Action): string[] {
  const passwords = formFields(action).flatMap(({ key, type }) => (type === "password" ? [key] : []));
  return [...passwords, ...secretsOfAction(action.key)];
}

/** A longer text is shown as a file: history and snippets would hold it many times. */
const MAX_SHOWN_CHARACTERS = 100_000;

/** Inputs without secrets, without the content of files, and without long texts. */
export function shownInputs(action: Action, inputs: Inputs): Inputs {
  const secrets = secretInputs(action);
  const shown = Object.entries(inputs).filter(([key]) => !secrets.includes(key));
  return Object.fromEntries(
    shown.map(([key, value]) => {
      const { data: dropped } = fileValue.safeParse(value);
      if (dropped !== undefined) return [key, { file: { name: dropped.file.name } }];
      const isLong = (JSON.stringify(value)?.length ?? 0) > MAX_SHOWN_CHARACTERS;
      return [key, isLong ? { file: { name: `${key}.json` } } : value];
    }),
  );
}
