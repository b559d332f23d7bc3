/** Levenshtein distance: the number of letters to add, remove or change. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const changed = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** Ignores case and underscores, because input keys use both spellings: from_date and timeZone. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[_\s-]/g, "");

/** The known name that is most similar to an unknown one; undefined if none is similar. */
export function nearestName(unknown: string, names: readonly string[]): string | undefined {
  const rated = names.map((name) => {
    const longer = Math.max(plain(unknown).length, plain(name).length, 1);
    return { name, share: distance(plain(unknown), plain(name)) / longer };
  });
  // If half of its letters differ, it is another name, not a typo.
  return rated.filter(({ share }) => share < 0.5).sort((a, b) => a.share - b.share)[0]?.name;
}
