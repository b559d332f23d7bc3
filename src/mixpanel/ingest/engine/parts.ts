/** Batches taken apart, and what is known of them as a whole. */

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
import type { Batch, Note } from "./batch";

/** Where the records of a list lie that is JSON for certain: behind its bracket, and behind each comma that is in no text, list or object. */
function startsOf({ body }: Batch): number[] {
  const starts = [1];
  let depth = 0;
  let quoted = false;
  for (let at = 1; at < body.length - 1; at++) {
    const byte = body[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) depth++;
    else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) depth--;
    else if (byte === COMMA && depth === 0) starts.push(at + 1);
  }
  return [...starts, body.length];
}

/** Some records of a batch, as a batch of their own. */
export function pick(batch: Batch, positions: readonly number[], starts = batch.starts ?? startsOf(batch)): Batch {
  const { body, indexes, notes, identity } = batch;
  const pieces: Uint8Array[] = [Buffer.of(OPENING_BRACKET)];
  const offsets = [1];
  let length = 1;
  for (const at of positions) {
    // With the comma or bracket behind it.
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

/** What sending a batch does: the worst of its records counts. */
export const effectOf = ({ notes = [] }: Batch): Effect =>
  notes.some(({ effect }) => effect === "write") ? "write" : "idempotentWrite";

/** Whether running all of it again would do something twice that a batch has done. */
export const isDoubled = ({ notes = [] }: Batch): boolean =>
  notes.some(({ effect, renewed }) => effect === "write" || renewed);

/** Identity events take effect one request after the other, in the order they came. */
const IDENTITY_OWNER = new Set(["identity events"]);

/** Whose records a batch holds. */
export function ownersOf({ notes = [], identity }: Batch): ReadonlySet<string> {
  if (identity) return IDENTITY_OWNER;
  const owners = new Set<string>();
  for (const { owner } of notes) if (owner !== undefined) owners.add(owner);
  return owners;
}

/**
 * A batch of which nobody knows whether it was taken, apart: the records that must not be sent a second time, with all others of their
 * owners, whose order would be lost; and the rest, where there is any.
 */
export function apart(batch: Batch): [doubtful: Batch, sound: Batch | undefined] {
  const notes = batch.notes ?? [];
  const writes = notes.filter(({ effect }) => effect === "write");
  const owners = new Set(writes.map(({ owner }) => owner).filter((owner) => owner !== undefined));
  const isDoubtful = ({ effect, owner }: Note) => effect === "write" || (owner !== undefined && owners.has(owner));
  const [doubtful, sound]: [number[], number[]] = [[], []];
  for (const [at, note] of notes.entries()) (isDoubtful(note) ? doubtful : sound).push(at);
  return sound.length === 0 ? [batch, undefined] : [pick(batch, doubtful), pick(batch, sound)];
}
