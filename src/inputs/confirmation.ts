import { InputError } from "../mixpanel/errors";
import { describe, text } from "./clean";
import { typedInput } from "./kinds";

/** What a builder types to confirm a step that cannot be undone. @param phrase the words to type @param effect what the step then does */
export function confirmationInput(label: string, { phrase, effect }: { phrase: string; effect: string }) {
  const clean = (value: unknown): string => {
    const given = text(label)(value);
    if (given === phrase) return given;
    throw new InputError({ input: label, got: describe(value), expected: `the words ${phrase}`, fix: effect });
  };
  const comments = `Type ${phrase} to confirm. ${effect}`;
  return { ...typedInput(label, { comments, example: phrase }, () => clean), required: true as const };
}
