/** Splits batches, and answers questions about a whole batch. */

import type { Effect } from "../../endpoint";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
} from "../../records/bytes";
import type { Batch } from "./batch";

/**
 * The offsets of the records in a body, which is valid JSON: after the opening bracket, and after each comma that is outside of strings, lists
 * and objects; then the body's length. Example:
 *
 *     [{"a":"x,y"},{"b":[1,2]}]
 *      ^1          ^13         ^25      starts: 1, 13, 25
 */
function startsOf({ body }: Batch): number[] {
  const starts = [1];
  let depth = 0;
  let quoted = false;
  for (let at = 1; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) depth++;
    else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) depth--;
    else if (byte === COMMA && depth === 0) starts.push(at + 1);
  }
  return [...starts, body.length];
}

/**
 * Copies some records of a batch into a new batch. Example: positions 0 and 2 of `[{"a":1},{"b":2},{"c":3}]` give the pieces `{"a":1},` and
 * `{"c":3}]`, each with the comma or bracket after it. The last byte of each piece is then set to a comma, or to `]` at the end:
 * `[{"a":1},{"c":3}]`.
 */
export function pick(batch: Batch, positions: readonly number[], starts = batch.starts ?? startsOf(batch)): Batch {
  const { body, indexes, notes, owners, identity } = batch;
  const pieces: Uint8Array[] = [Buffer.of(OPENING_BRACKET)];
  const offsets = [1];
  let length = 1;
  for (const at of positions) {
    // Includes the comma or bracket after the record.
    const piece = body.subarray(starts[at], starts[at + 1]);
    pieces.push(piece);
    length += piece.length;
    offsets.push(length);
  }
  const picked = Buffer.concat(pieces, length);
  for (const offset of offsets.slice(1)) picked[offset - 1] = offset === length ? CLOSING_BRACKET : COMMA;
  return {
    body: picked,
    starts: offsets,
    indexes: positions.map((at) => indexes[at] ?? 0),
    ...(notes && { notes: positions.map((at) => notes[at] ?? {}) }),
    ...(owners && { owners: positions.map((at) => owners[at]) }),
    ...(identity && { identity }),
  };
}

/** The two halves of a batch that was too large. */
export function halve(batch: Batch): [Batch, Batch] {
  const starts = batch.starts ?? startsOf(batch);
  const positions = [...batch.indexes.keys()];
  const middle = Math.ceil(positions.length / 2);
  return [pick(batch, positions.slice(0, middle), starts), pick(batch, positions.slice(middle), starts)];
}

/** The effect of sending a batch: a write that is not idempotent, if one of its records is. */
export const effectOf = ({ notes = [] }: Batch): Effect =>
  notes.some(({ effect }) => effect === "write") ? "write" : "idempotentWrite";

/** Whether a second run would duplicate anything in this batch. */
export const isDoubled = ({ notes = [] }: Batch): boolean =>
  notes.some(({ effect, renewed }) => effect === "write" || renewed);

/** The common owner of all identity events, so that their requests are sent one after another, in order. */
const IDENTITY_OWNER = ["identity events"];

/** The owners of a batch's records. One may be listed several times. */
export const ownersOf = ({ owners = [], identity }: Batch): readonly (string | undefined)[] =>
  identity ? IDENTITY_OWNER : owners;

/**
 * Splits a batch whose outcome is unknown. The first part must not be sent again: records that are not idempotent, and all other records of
 * the same owners, because their order would change. The second part may be sent again; undefined if it is empty.
 *
 *     $add for user-1, $set for user-1, $set for user-2   →   [$add user-1, $set user-1] and [$set user-2]
 */
export function apart(batch: Batch): [doubtful: Batch, sound: Batch | undefined] {
  const { notes = [], owners = [] } = batch;
  const isWrite = (at: number) => notes[at]?.effect === "write";
  const writers = new Set(owners.filter((owner, at) => owner !== undefined && isWrite(at)));
  const [doubtful, sound]: [number[], number[]] = [[], []];
  for (const at of notes.keys()) (isWrite(at) || writers.has(owners[at]) ? doubtful : sound).push(at);
  return sound.length === 0 ? [batch, undefined] : [pick(batch, doubtful), pick(batch, sound)];
}
