/** What Sync Rows returned, as far as this integration reads it. Its documentation describes the whole. */
import type { Rejection } from "./warehouse";

interface Outcome {
  imported: number;
  rejected: number;
  held: number;
  unconfirmed: number;
  resume_from: number | null;
  rejected_rows: { row: Record<string, unknown>; message: string }[];
}

/** What a mirror did, and what its next run needs. */
interface Mirror {
  added: number;
  changed: number;
  removed: number;
  state: unknown;
}

export const mirrorOf = (result: unknown): Mirror => (result as { data: { mirror: Mirror } }).data.mirror;

/**
 * Reads the result, and fails the execution if rows were kept back by an outage or the time limit: then the same rows are sent again.
 *
 * @throws Error
 */
export function outcomeOf(result: unknown): Outcome {
  const { data } = result as { data: Outcome };
  const { held, unconfirmed, resume_from } = data;
  if (held === 0 && unconfirmed === 0 && resume_from === null) return data;
  throw new Error(
    `Sync Rows: ${held} rows were not sent, and ${unconfirmed} not confirmed. They are sent again; Mixpanel drops those that it has.`,
  );
}

/** The rejected rows by their key, with the reason. */
export const rejectionsOf = ({ rejected_rows }: Outcome, key: string): Rejection[] =>
  rejected_rows.map(({ row, message }) => ({ key: String(row[key]), reason: message }));
