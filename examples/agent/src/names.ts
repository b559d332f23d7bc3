/** Finds what a question names: by ID, by exact name, then by a name that differs in case or spaces only. */
import { type Answer, quoted, type Row, unanswered } from "./answer";

const MAX_SUGGESTIONS = 5;
const MIN_SIMILARITY = 0.4;

export interface Named {
  id: string;
  name: string;
}

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

function pairsOf(name: string): string[] {
  const text = ` ${plain(name)} `;
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

/** How much two names have in common, from 0 to 1: the share of pairs of letters that both have. */
export function similarity(one: string, other: string): number {
  const [mine, theirs] = [pairsOf(one), pairsOf(other)];
  const left = [...theirs];
  const common = mine.filter((pair) => {
    const at = left.indexOf(pair);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
  return (2 * common.length) / (mine.length + theirs.length);
}

/** The names most similar to the one that was asked for, best first. */
export function nearNames(asked: string, names: readonly string[]): string[] {
  const wanted = plain(asked);
  return names
    .map((name) => ({
      name,
      rating: Math.max(similarity(asked, name), wanted.length > 2 && plain(name).includes(wanted) ? 0.9 : 0),
    }))
    .filter(({ rating }) => rating >= MIN_SIMILARITY)
    .sort((a, b) => b.rating - a.rating)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

type Columns<Thing> = (thing: Thing) => Row;

const rowsOf = <Thing>(things: readonly Thing[], columns: Columns<Thing>): Row[] =>
  things.slice(0, MAX_SUGGESTIONS).map(columns);

/** Says that there is no such name, and suggests those that are meant perhaps. */
export function unknownName<Thing extends { name: string }>(
  kind: string,
  asked: string,
  things: readonly Thing[],
  columns: Columns<Thing>,
): Answer {
  const sentence = `There is no ${kind} ${quoted(asked)}.`;
  if (things.length === 0) return unanswered(`${sentence} There is none at all.`);
  const [nearest, ...others] = nearNames(
    asked,
    things.map(({ name }) => name),
  );
  if (nearest === undefined) {
    const advice = "No name is similar; suggestions has some that exist.";
    return unanswered(`${sentence} ${advice}`, { suggestions: rowsOf(things, columns) });
  }
  const near = [...new Set([nearest, ...others])].flatMap((name) => things.filter((thing) => thing.name === name));
  const advice = `Did you mean ${quoted(nearest)}? Ask again with one of the names in suggestions.`;
  return unanswered(`${sentence} ${advice}`, { suggestions: rowsOf(near, columns) });
}

export type Found<Thing> = { thing: Thing } | { problem: Answer };

/**
 * The one thing that a question means. An ID decides; of several things with the same name, none is chosen.
 *
 * @param details what tells things of the same name apart, beside their IDs
 */
export function find<Thing extends Named>(
  kind: string,
  asked: string,
  things: readonly Thing[],
  details: Columns<Thing> = () => ({}),
): Found<Thing> {
  const columns = (thing: Thing) => ({ id: thing.id, name: thing.name, ...details(thing) });
  const byId = things.filter(({ id }) => id === asked.trim());
  const byName = things.filter(({ name }) => name === asked);
  const bySpelling = things.filter(({ name }) => plain(name) === plain(asked));
  const matches = [byId, byName, bySpelling].find(({ length }) => length > 0) ?? [];
  const [thing, ...others] = matches;
  if (thing === undefined) return { problem: unknownName(kind, asked, things, columns) };
  if (others.length === 0) return { thing };
  const problem = `The question is ambiguous: ${matches.length} ${kind}s are named ${quoted(thing.name)}. Ask again with the ID of the one you mean.`;
  return { problem: unanswered(problem, { suggestions: rowsOf(matches, columns) }) };
}
