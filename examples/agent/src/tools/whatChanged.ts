import { answered, percent, plural, quoted } from "../answer";
import { dayBefore, wholeOf } from "../question";
import type { Tool } from "../tool";

const DEFAULT_DAYS = 7;
const MAX_DAYS = 90;
const MAX_EVENTS = 50;
/** The names of all events stand in one address, which servers cut off at 8 KB or more. */
const MAX_NAMES_LENGTH = 6_000;
const MAX_SHOWN = 5;

interface Change {
  event: string;
  before: number;
  after: number;
  change: number;
  percent: number | null;
}

/** As many names as fit into an address, the first ones first. */
export function fitting(names: readonly string[]): string[] {
  let length = 0;
  return names.filter((name) => {
    length += encodeURIComponent(JSON.stringify(name)).length + 3;
    return length <= MAX_NAMES_LENGTH;
  });
}

const shown = ({ event, change, percent: share }: Change) =>
  `${quoted(event)} ${change > 0 ? "+" : ""}${change.toLocaleString("en-US")} (${share === null ? "new" : `${share > 0 ? "+" : ""}${share} %`})`;

export const whatChanged: Tool = {
  key: "mixpanel-what-changed",
  name: "What Changed",
  description:
    "Answers: what changed in Mixpanel lately? Compares the last complete days (up to yesterday) with as many days before, for the project's most frequent events, and returns the biggest rises and falls. Use it for questions like 'What changed this week?' or 'Is anything unusual?'. For one event, use mixpanel-how-many.",
  properties: {
    days: {
      type: "integer",
      description: `Optional. Length of each of the two periods in days, from 1 to ${MAX_DAYS}; ${DEFAULT_DAYS} if left out.`,
    },
  },
  result: {
    before_from: { type: "string", description: "First day of the earlier period." },
    before_to: { type: "string", description: "Its last day, inclusive." },
    after_from: { type: "string", description: "First day of the later period." },
    after_to: { type: "string", description: "Its last day, inclusive: yesterday." },
    compared_events: { type: "integer", description: "How many different events were compared." },
    total_before: { type: "integer", description: "How often these happened in the earlier period." },
    total_after: { type: "integer", description: "How often they happened in the later period." },
    total_percent: { type: "number", description: "Change of the total in percent." },
    rises: { type: "array", description: "Biggest rises: event, before, after, change, percent (null if new)." },
    falls: { type: "array", description: "Biggest falls, in the same columns." },
  },
  maxQueries: 2,
  async answer(mixpanel, question) {
    const days = wholeOf(question, "days", { otherwise: DEFAULT_DAYS, max: MAX_DAYS });
    const listed = (await mixpanel.listEventNames({ limit: String(MAX_EVENTS) })).results;
    const names = fitting(listed);
    if (names.length === 0) return answered("No event happened in the last 31 days.", { compared_events: 0 });
    const { rows, resolved_dates } = await mixpanel.queryEventCounts({
      event: names,
      from_date: `${2 * days} days ago`,
      to_date: "yesterday",
      type: "general",
      unit: "day",
      queryOptions: { flatRows: true, waitForRateLimit: false },
    });
    const { from_date: before_from, to_date: after_to } = resolved_dates;
    const after_from = dayBefore(after_to, days - 1);
    const before_to = dayBefore(after_from, 1);
    const sum = (event: string, isLater: boolean) =>
      rows
        .filter((row) => row.event === event && (row.date ?? "") >= after_from === isLater)
        .reduce((total, { value }) => total + (value ?? 0), 0);
    const changes = names.map((event): Change => {
      const [before, after] = [sum(event, false), sum(event, true)];
      return { event, before, after, change: after - before, percent: percent(after - before, before) };
    });
    const rises = changes.filter(({ change }) => change > 0).sort((a, b) => b.change - a.change);
    const falls = changes.filter(({ change }) => change < 0).sort((a, b) => a.change - b.change);
    const total_before = changes.reduce((total, { before }) => total + before, 0);
    const total_after = changes.reduce((total, { after }) => total + after, 0);
    const total_percent = percent(total_after - total_before, total_before);
    const [rise, fall] = [rises[0], falls[0]];
    const than = `${plural(total_before, "event")} in the ${plural(days, "day")} before`;
    const isCut = listed.length >= MAX_EVENTS || names.length < listed.length;
    const sentence = [
      `From ${after_from} to ${after_to} there were ${plural(total_after, "event")}, compared with ${than}${total_percent === null ? "" : ` (${total_percent > 0 ? "+" : ""}${total_percent} %)`}.`,
      rise === undefined ? "Nothing rose." : `Biggest rise: ${shown(rise)}.`,
      fall === undefined ? "Nothing fell." : `Biggest fall: ${shown(fall)}.`,
      ...(isCut ? [`Only ${plural(names.length, "event name")} were compared, the most frequent ones.`] : []),
    ].join(" ");
    const periods = { before_from, before_to, after_from, after_to };
    const totals = { compared_events: names.length, total_before, total_after, total_percent };
    return answered(sentence, {
      ...periods,
      ...totals,
      rises: rises.slice(0, MAX_SHOWN).map((change) => ({ ...change })),
      falls: falls.slice(0, MAX_SHOWN).map((change) => ({ ...change })),
    });
  },
};
