/** Suggests known names for a mistyped one ("Did you mean"). */
import { UsageError } from "./usage";

const MAX_NAMES = 3;

/** Levenshtein distance: the number of letters to insert, delete or change. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const changed = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** Up to three names that contain the given one or differ in few letters, the most similar first. */
export function nearestNames(given: string, names: readonly string[]): string[] {
  const wanted = given.toLowerCase();
  const rated = names.map((name) => {
    const known = name.toLowerCase();
    const holds = wanted !== "" && (known.includes(wanted) || wanted.includes(known));
    return { name, rating: holds ? 0 : distance(wanted, known) / Math.max(wanted.length, known.length) };
  });
  // If more than half of the letters differ, it is another name, not a typo.
  const near = rated.filter(({ rating }) => rating <= 0.5).sort((a, b) => a.rating - b.rating);
  return near.slice(0, MAX_NAMES).map(({ name }) => name);
}

/** An error message: the name is unknown, with similar names as suggestions. */
export function unknownName(what: string, given: string, names: readonly string[]): string {
  const near = nearestNames(given, names);
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`;
  return `There is no ${what} "${given}".${meant}`;
}

/** What a name stands for. @throws UsageError that suggests similar names */
export function chosen<T>(what: string, name: string, known: Readonly<Record<string, T>>): T {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined) throw new UsageError(unknownName(what, name, Object.keys(known)));
  return found;
}
