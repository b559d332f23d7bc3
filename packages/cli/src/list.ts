/** Lists the component's actions and data sources. */
import { type Action, type Component, isSafe, type Operation } from "./bundle";
import { columnsOf, counted, painter } from "./terminal";

/** Operations on one subject, such as profiles. */
interface Group {
  title: string;
  operations: Operation[];
}

const OTHERS = "More";
/** On a narrow terminal, descriptions keep this width and lines may wrap. */
const LEAST_DESCRIPTION_COLUMNS = 40;

/** What a subject has: setProfilePropertiesOnce is about profiles. */
const OF_SUBJECT = /[A-Z][a-z]+(?=(?:Properties|Lists)(?:Once)?$)/;

/** The subject of an operation: the last word of its key in the singular, such as Profile for createProfile and queryProfiles. */
function subjectOf(key: string): string {
  const word = (OF_SUBJECT.exec(key) ?? key.match(/[A-Z][a-z]+$/))?.[0] ?? key;
  return word.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

const plural = (word: string): string => (word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`);

/** Groups actions by subject; those that are alone in their subject come last. */
function groupsOf(actions: readonly Action[]): Group[] {
  const bySubject = new Map<string, Action[]>();
  for (const action of actions) {
    const subject = subjectOf(action.key);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), action]);
  }
  const groups = [...bySubject].sort(([a], [b]) => a.localeCompare(b));
  const alone = groups.filter(([, operations]) => operations.length === 1).flatMap(([, operations]) => operations);
  return [
    ...groups
      .filter(([, operations]) => operations.length > 1)
      .map(([subject, operations]) => ({ title: plural(subject), operations: byKey(operations) })),
    { title: OTHERS, operations: byKey(alone) },
  ];
}

const byKey = <T extends Operation>(operations: T[]): T[] => operations.sort((a, b) => a.key.localeCompare(b.key));

function matches({ key, display }: Operation, words: readonly string[]): boolean {
  const text = `${key} ${display.label} ${display.description}`.toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

/** The operations whose key, label or description contains all the words. */
export function find(
  { actions, dataSources }: Component,
  words: readonly string[],
): { actions: Action[]; dataSources: Operation[] } {
  return {
    actions: Object.values(actions).filter((action) => matches(action, words)),
    dataSources: Object.values(dataSources).filter((source) => matches(source, words)),
  };
}

/** The list as JSON values: key, label, description, and for actions whether a builder may run them while designing. */
export function listValue(component: Component, words: readonly string[]): object {
  const found = find(component, words);
  const brief = ({ key, display }: Operation) => ({ key, label: display.label, description: display.description });
  return {
    actions: byKey(found.actions).map((action) => ({ ...brief(action), safe: isSafe(action) })),
    dataSources: byKey(found.dataSources).map(brief),
  };
}

/** The list for people: one line per operation, in columns, grouped by subject. */
export function listText(component: Component, words: readonly string[], stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const { actions, dataSources } = find(component, words);
  const groups = [...groupsOf(actions), { title: "Data sources", operations: byKey(dataSources) }].filter(
    ({ operations }) => operations.length > 0,
  );
  if (groups.length === 0) return `No action or data source contains: ${words.join(" ")}\n`;
  const shown = groups.flatMap(({ operations }) => operations);
  const keyWidth = Math.max(...shown.map(({ key }) => key.length));
  const labelWidth = Math.max(...shown.map(({ display }) => display.label.length));
  const room = Math.max(LEAST_DESCRIPTION_COLUMNS, columnsOf(stream) - keyWidth - labelWidth - 6);
  const lines = groups.map(({ title, operations }) => {
    const rows = operations.map(({ key, display: { label, description } }) => {
      const fits =
        stream.isTTY === true && description.length > room ? `${description.slice(0, room - 1)}…` : description;
      return `  ${paint("cyan", key.padEnd(keyWidth))}  ${label.padEnd(labelWidth)}  ${paint("dim", fits)}`;
    });
    return `${paint("bold", title)}\n${rows.join("\n")}\n`;
  });
  const counts = `${counted(actions.length, "action")}, ${counted(dataSources.length, "data source")}`;
  return `${lines.join("\n")}\n${counts}. For details: describe <name>\n`;
}
