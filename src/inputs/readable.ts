import type { InputFieldDefinition, Inputs } from "@prismatic-io/spectral";
import { readSafely } from "../mixpanel/records/readSafely";

/** The cleaned value of an input, or the value itself where the input has no cleaner. */
export function cleanedBy(input: InputFieldDefinition, value: unknown): unknown {
  const { clean, label }: Record<string, unknown> = { ...input };
  return typeof clean === "function" ? readSafely(String(label), () => clean(value)) : value;
}

/** A form whose cleaners throw nothing but errors that name the input. */
export function readable<TInputs extends Inputs>(inputs: TInputs): TInputs;
export function readable(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, input]) => [
      key,
      "clean" in input ? Object.assign({}, input, { clean: (value: unknown) => cleanedBy(input, value) }) : input,
    ]),
  );
}
