import { InputError, MixpanelError } from "../errors";

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "an error");

/**
 * Reads a value that a program passed. It may fail when it is read: a proxy, a getter, a `toString` of its own.
 *
 * @param input label of the input
 * @throws InputError that names the input, in place of whatever such a value throws
 */
export function readSafely<T>(input: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MixpanelError) throw error;
    throw new InputError({
      input,
      got: `a value that cannot be read (${nameOf(error)})`,
      expected: "text, a number, or a list or object as in JSON",
      cause: error,
    });
  }
}
