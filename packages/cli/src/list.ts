/** Lists the component's actions, data sources and triggers. */
import { type Action, type Component, isSafe, type Operation, type Trigger } from "./bundle";
import type { Form } from "./execute";
import { byFamily } from "./families";
import { columnsOf, counted, painter, type Stream, wrap } from "./terminal";
import { PROGRAM } from "./usage";

/** Forms below one title. */
interface Group {
  title: string;
  forms: Form[];
}

/** On a narrow terminal, labels make room for descriptions of at least this width. */
const LEAST_DESCRIPTION_COLUMNS = 40;

/** On a narrower one, descriptions stand below the keys. */
const LEAST_COLUMNS = 80;

const byKey = <T extends Form>(forms: T[]): T[] => forms.sort((a, b) => a.key.localeCompare(b.key));

function matches({ key, display }: Form, kind: string, words: readonly string[]): boolean {
  const text = `${kind} ${key} ${display.label} ${display.description}`.toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

interface Found {
  actions: Action[];
  dataSources: Operation[];
  triggers: Trigger[];
}

/** What has all the words in its key, label or description, or in the name of its kind, such as "triggers". */
export function find({ actions, dataSources, triggers }: Component, words: readonly string[]): Found {
  const found = <T extends Form>(forms: Record<string, T>, kind: string) =>
    Object.values(forms).filter((form) => matches(form, kind, words));
  return {
    actions: found(actions, "actions"),
    dataSources: found(dataSources, "data sources"),
    triggers: found(triggers, "triggers"),
  };
}

/** The list as JSON values: key, label, description, and for actions whether a builder may run them while designing. */
export function listValue(component: Component, words: readonly string[]): object {
  const found = find(component, words);
  const brief = ({ key, display }: Form) => ({ key, label: display.label, description: display.description });
  return {
    actions: byKey(found.actions).map((action) => ({ ...brief(action), safe: isSafe(action) })),
    dataSources: byKey(found.dataSources).map(brief),
    triggers: byKey(found.triggers).map((trigger) => ({ ...brief(trigger), polling: trigger.isPollingTrigger })),
  };
}

/** The list for people: one line per operation, in columns, grouped by family. */
export function listText(component: Component, words: readonly string[], stream: Stream): string {
  const paint = painter(stream);
  const { actions, dataSources, triggers } = find(component, words);
  const groups: Group[] = [
    ...byFamily(actions).map(({ title, actions: own }) => ({ title, forms: byKey(own) })),
    { title: "Data sources", forms: byKey(dataSources) },
    { title: "Triggers", forms: byKey(triggers) },
  ].filter(({ forms }) => forms.length > 0);
  if (groups.length === 0) return `No action, data source or trigger contains: ${words.join(" ")}\n`;
  const shown = groups.flatMap(({ forms }) => forms);
  const keyWidth = Math.max(...shown.map(({ key }) => key.length));
  const labelWidth = Math.max(...shown.map(({ display }) => display.label.length));
  const columns = columnsOf(stream);
  const besideKey = columns - keyWidth - 4;
  const hasLabels = stream.isTTY !== true || besideKey - labelWidth - 2 >= LEAST_DESCRIPTION_COLUMNS;
  const room = hasLabels ? besideKey - labelWidth - 2 : besideKey;
  const isStacked = stream.isTTY === true && columns < LEAST_COLUMNS;
  const lines = groups.map(({ title, forms }) => {
    const rows = forms.map(({ key, display: { label, description } }) => {
      if (isStacked) return `  ${paint("cyan", key)}\n${wrap(description, columns, 4)}`;
      const fits =
        stream.isTTY === true && description.length > room ? `${description.slice(0, room - 1)}…` : description;
      return [
        `  ${paint("cyan", key.padEnd(keyWidth))}`,
        ...(hasLabels ? [label.padEnd(labelWidth)] : []),
        paint("dim", fits),
      ].join("  ");
    });
    return `${wrap(paint("bold", title), columns)}\n${rows.join("\n")}\n`;
  });
  const counts = [
    counted(actions.length, "action"),
    counted(dataSources.length, "data source"),
    counted(triggers.length, "trigger"),
  ];
  return `${lines.join("\n")}\n${wrap(`${counts.join(", ")}.`, columns)}\nFor details: ${PROGRAM} describe <name>\n`;
}
