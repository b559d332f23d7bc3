/** What a tool returns: a sentence, numbers and small tables, nothing nested deeper, at most about 2 KB. */

/** An answer is read by a language model, and every byte of it costs: this is about 500 tokens. */
export const MAX_ANSWER_BYTES = 2048;
const MAX_SENTENCE_BYTES = 700;
const MAX_TEXT_BYTES = 100;
const MAX_COLUMNS = 10;

export type Scalar = string | number | boolean | null;
export type Row = Readonly<Record<string, Scalar>>;

/** Fields of an answer. A table is a list of rows with scalars only. */
export type Fields = Readonly<Record<string, Scalar | readonly Row[] | undefined>>;

export type Answer = Fields & {
  /** Whether the question was answered. If not, `answer` says what is wrong and how to ask again. */
  answered: boolean;
  answer: string;
};

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A text cut to that many bytes of JSON, never within a character. */
export function clip(text: string, maxBytes: number = MAX_TEXT_BYTES): string {
  if (bytesOf(text) - 2 <= maxBytes) return text;
  let kept = "";
  let left = maxBytes - bytesOf("…") + 2;
  for (const character of text) {
    left -= bytesOf(character) - 2;
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A name inside a sentence: what it contains cannot be taken for the sentence. */
export const quoted = (name: string): string => JSON.stringify(clip(name, 60));

/** Any value of a profile or an event as one cell of a table. */
export function cell(value: unknown): Scalar {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (value === undefined) return null;
  return clip(typeof value === "string" ? value : JSON.stringify(value));
}

const clippedRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .slice(0, MAX_COLUMNS)
      .map(([column, value]) => [clip(column, 40), cell(value)]),
  );

/** The longest table of an answer that still has rows. */
function longestTable(tables: Map<string, Row[]>): Row[] | undefined {
  return [...tables.values()].filter((rows) => rows.length > 0).sort((one, other) => bytesOf(other) - bytesOf(one))[0];
}

/** Cuts texts that are too long, then rows from the end of the longest table, and says how many rows were left out. */
export function bounded({ answered, answer, ...fields }: Answer): Answer {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  const scalars = known.flatMap(([key, value]) => (isTable(value) ? [] : [[key, cell(value)]]));
  const tables = new Map(
    known.flatMap(([key, value]): [string, Row[]][] => (isTable(value) ? [[key, value.map(clippedRow)]] : [])),
  );
  const told = { answered, answer: clip(answer, MAX_SENTENCE_BYTES), ...Object.fromEntries(scalars) };
  let leftOut = 0;
  const whole = (): Answer => ({
    ...told,
    ...Object.fromEntries(tables),
    ...(leftOut === 0 ? {} : { rows_left_out: leftOut }),
  });
  while (bytesOf(whole()) > MAX_ANSWER_BYTES) {
    const longest = longestTable(tables);
    if (longest === undefined) break;
    longest.pop();
    leftOut += 1;
  }
  return whole();
}

function isTable(value: unknown): value is readonly Row[] {
  return Array.isArray(value);
}

/** An answer to a question that was understood. */
export const answered = (answer: string, fields: Fields = {}): Answer => ({ ...fields, answered: true, answer });

/** Why a question was not answered, and what to ask instead. */
export const unanswered = (answer: string, fields: Fields = {}): Answer => ({ ...fields, answered: false, answer });

/** A share as a percentage with one decimal; null where there is no whole. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((1000 * part) / whole) / 10;

/** `1 user`, `2 users`. */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
