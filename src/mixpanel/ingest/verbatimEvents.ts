import { CLOSING_BRACE, OPENING_BRACE, SPACE } from "../records/bytes";
import { UNSURE } from "../records/jsonScanner";
import { lineEnd } from "../records/lines";
import type { RecordEnd, TextBlock } from "../records/recordRun";
import type { EventEncoding } from "./encodeEvent";
import type { Note } from "./engine/batch";
import type { Verbatim } from "./engine/options";
import { soundEventEnd } from "./soundEvent";

const NO_NOTE: Note = {};

/** A line that begins and ends like an object. */
const unalteredEnd: RecordEnd = (bytes, start) => {
  let end = lineEnd(bytes, start);
  while (end > start && (bytes[end - 1] ?? 0) <= SPACE) end--;
  return bytes[start] === OPENING_BRACE && bytes[end - 1] === CLOSING_BRACE ? end : UNSURE;
};

/**
 * Decides which events of a text need not be encoded, because `eventEncoder` with the same options would return their bytes:
 *
 * - all lines that are sent unaltered, unless they are checked;
 * - otherwise events that are sound, unless something may be added to each of them, as the token for /track, or unless a function of the
 *   caller looks at them that may ask for more than the rules of /import (see `soundAt`).
 */
export function verbatimEvents(options: EventEncoding): (block: TextBlock) => Verbatim | undefined {
  const { unaltered = false, map, check, prepare, soundAt, token, now, present, source, effectWithoutId } = options;
  const isAlways = token === undefined && now === undefined && map === undefined;
  /** @param looks functions of the caller that see the events */
  const sound = (looks: readonly unknown[], note: Note): Verbatim | undefined => {
    const isFree = soundAt === undefined && looks.some((look) => look !== undefined);
    if (!isAlways || isFree) return undefined;
    const nowMs = Math.min(present?.nowMs ?? Number.POSITIVE_INFINITY, soundAt ?? Number.POSITIVE_INFINITY);
    const soundness = { nowMs, needsSource: source !== undefined };
    return { endOf: (bytes, start) => soundEventEnd(bytes, start, soundness), note };
  };
  const items = sound([check, prepare], NO_NOTE);
  if (!unaltered) return () => items;
  const note = { effect: effectWithoutId };
  const lines = check === undefined && map === undefined ? { endOf: unalteredEnd, note } : sound([check], note);
  return ({ isLines }) => (isLines ? lines : items);
}
