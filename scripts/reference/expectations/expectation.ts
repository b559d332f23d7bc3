/** A number that Mixpanel documents, and the constant that keeps to it. */
export interface Limit {
  words: string;
  documented: number;
  kept: number;
}

/** What a guide or another product's documentation leads one to expect of a Mixpanel connector, and what answers it. */
export interface Expectation {
  id: string;
  expected: string;
  /** Keys of the actions, triggers and data sources that answer it. */
  steps?: readonly string[];
  /** Inputs that answer it, as step.input or step.group.input, and fields of connections, as connection.field. */
  inputs?: readonly string[];
  limits?: readonly Limit[];
  how: string;
  /** Why it is not answered whole. */
  partly?: string;
  /** Tests that show it: the file, and words of the title as they stand there. */
  tests: readonly (readonly [file: string, title: string])[];
}

const grouped = (value: number) => value.toLocaleString("en-US");

/** A limit whose words have # where the number stands. */
export const limit = (words: string, documented: number, kept: number): Limit => ({
  words: words.replace("#", grouped(documented)),
  documented,
  kept,
});
