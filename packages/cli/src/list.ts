/** Lists the component's actions and data sources. */
import { type Action, type Component, isSafe, type Operation } from "./bundle";
import { familyOf } from "./families";
import { columnsOf, counted, painter, type Stream } from "./terminal";

/** Operations of one family, such as profiles. */
interface Group {
  title: string;
  operations: Operation[];
}

/** On a narrow terminal, labels make room for descriptions of at least this width. */
const LEAST_DESCRIPTION_COLUMNS = 40;

/** Actions by family, in the order of their titles. */
function groupsOf(actions: readonly Action[]): Group[] {
  const titles = [...new Set(actions.map(({ key }) => familyOf(key)))].sort();
  return titles.map((title) => ({ title, operations: byKey(actions.filter(({ key }) => familyOf(key) === title)) }));
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

/** The list for people: one line per operation, in columns, grouped by family. */
export function listText(component: Component, words: readonly string[], stream: Stream): string {
  const paint = painter(stream);
  const { actions, dataSources } = find(component, words);
  const groups = [...groupsOf(actions), { title: "Data sources", operations: byKey(dataSources) }].filter(
    ({ operations }) => operations.length > 0,
  );
  if (groups.length === 0) return `No action or data source contains: ${words.join(" ")}\n`;
  const shown = groups.flatMap(({ operations }) => operations);
  const keyWidth = Math.max(...shown.map(({ key }) => key.length));
  const labelWidth = Math.max(...shown.map(({ display }) => display.label.length));
  const beside = columnsOf(stream) - keyWidth - 4;
  const hasLabels = stream.isTTY !== true || beside - labelWidth - 2 >= LEAST_DESCRIPTION_COLUMNS;
  const room = hasLabels ? beside - labelWidth - 2 : beside;
  const lines = groups.map(({ title, operations }) => {
    const rows = operations.map(({ key, display: { label, description } }) => {
      const fits =
        stream.isTTY === true && description.length > room ? `${description.slice(0, room - 1)}…` : description;
      return [
        `  ${paint("cyan", key.padEnd(keyWidth))}`,
        ...(hasLabels ? [label.padEnd(labelWidth)] : []),
        paint("dim", fits),
      ].join("  ");
    });
    return `${paint("bold", title)}\n${rows.join("\n")}\n`;
  });
  const counts = `${counted(actions.length, "action")}, ${counted(dataSources.length, "data source")}`;
  return `${lines.join("\n")}\n${counts}. For details: describe <name>\n`;
}
