/** Maximum number of ranges in a message. */
const MAX_RANGES = 10;

/** Positions as text for a message, with at most ten ranges: `records 3 to 8 and 12`. */
export function describePositions(positions: readonly number[]): string {
  const sorted = [...positions].sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const at of sorted) {
    const range = ranges.at(-1);
    if (range && at <= range[1] + 1) range[1] = at;
    else ranges.push([at, at]);
  }
  return describeRanges(ranges);
}

/** Ranges of positions (both ends inclusive) as text for a message. */
export function describeRanges(ranges: readonly (readonly [first: number, last: number])[]): string {
  const words = ranges
    .slice(0, MAX_RANGES)
    .map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
  const more = ranges.length - MAX_RANGES;
  if (more > 0) words.push(`${more} more ${more === 1 ? "range" : "ranges"}`);
  // British English: no comma before "and".
  const list = new Intl.ListFormat("en-GB").format(words);
  return `${/\D/.test(list) ? "records" : "record"} ${list}`;
}
