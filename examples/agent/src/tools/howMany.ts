import { type Answer, answered, percent, plural, quoted, unanswered } from "../answer";
import type { Mixpanel } from "../mixpanel";
import { unknownName } from "../names";
import { type Range, rangeOf, requiredText, textOf } from "../question";
import type { Tool } from "../tool";
import { RANGE_PROPERTIES } from "./range";

const DEFAULT_DAYS = 30;
const MAX_NAMES = 1_000;
const MAX_VALUES = 10;
/** The segment of events without the property. */
const UNDEFINED = "undefined";

type Counting = "events" | "users";

/** A property's name as an expression, so that a name with quotes or operators stays a name. */
const propertyOf = (name: string) => `properties["${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`;

const sumOf = (rows: readonly { value?: number | null }[]) => rows.reduce((sum, { value }) => sum + (value ?? 0), 0);

/** Counts an event. Users are counted over the whole range: those of single days cannot be added up, as one user may be active on two. */
function count(mixpanel: Mixpanel, event: string, range: Range, counting: Counting, property?: string) {
  const { from_date, to_date, days } = range;
  return mixpanel.querySegmentation({
    event,
    from_date,
    to_date,
    counting:
      counting === "events"
        ? { type: "general", unit: "day", interval: "" }
        : { type: "unique", unit: "", interval: String(days) },
    ...(property === undefined
      ? {}
      : { segmentation: { on: propertyOf(property), where: "", limit: String(MAX_NAMES) } }),
    queryOptions: { flatRows: true, waitForRateLimit: false },
  });
}

/** Why an event has no count: it did not happen, or there is none of that name. */
async function none(mixpanel: Mixpanel, event: string, days: { from_date: string; to_date: string }): Promise<Answer> {
  const { results } = await mixpanel.listEventNames({ limit: String(MAX_NAMES) });
  if (!results.includes(event)) {
    const known = results.map((name) => ({ name }));
    return { ...unknownName("event of the last 31 days named", event, known, (one) => one), ...days };
  }
  const answer = `The event ${quoted(event)} did not happen from ${days.from_date} to ${days.to_date}.`;
  return answered(answer, { event, ...days, events: 0, users: 0 });
}

async function byValue(mixpanel: Mixpanel, event: string, range: Range, counting: Counting, property: string) {
  const { rows } = await count(mixpanel, event, range, counting, property);
  const totals = new Map<string, number>();
  for (const { segment, value } of rows) {
    if (typeof segment === "string") totals.set(segment, (totals.get(segment) ?? 0) + (value ?? 0));
  }
  return [...totals].map(([value, number]) => ({ value, number })).sort((a, b) => b.number - a.number);
}

export const howMany: Tool = {
  key: "mixpanel-how-many",
  name: "How Many",
  description:
    "Answers: how many times did an event happen in Mixpanel, and how many different users did it? For one event over a range of days, optionally split by a property of the event, such as purchases by plan. Use it for questions like 'How many sign-ups last week?' or 'Which browsers do buyers use?'. Not for funnels, cohorts or single users.",
  properties: {
    event: {
      type: "string",
      description:
        "The exact name of the event, with upper and lower case as in Mixpanel, such as Signed Up. A wrong name is answered with similar names.",
    },
    ...RANGE_PROPERTIES(DEFAULT_DAYS),
    breakdown: {
      type: "string",
      description:
        "Optional. The exact name of an event property to split the count by, such as plan. Returns its 10 most frequent values.",
    },
    count: {
      type: "string",
      description:
        "Optional. What the breakdown counts: events (default) or users. Without a breakdown, both are returned anyway.",
    },
  },
  required: ["event"],
  result: {
    event: { type: "string", description: "The event that was counted." },
    from_date: { type: "string", description: "First day, inclusive, in the project's time zone." },
    to_date: { type: "string", description: "Last day, inclusive. Today is not over yet." },
    events: { type: "integer", description: "How many times the event happened." },
    users: { type: "integer", description: "How many different users did it." },
    breakdown: { type: "string", description: "The property that splits the count." },
    values: {
      type: "array",
      description:
        "By value of the property, most first: value, events or users, and percent of all. The value undefined stands for events without the property. A user may be under several values.",
    },
    other_values: { type: "integer", description: "How many more values there are." },
  },
  maxQueries: 4,
  async answer(mixpanel, question) {
    const event = requiredText(question, "event", "the name of the event to count");
    const range = rangeOf(question, DEFAULT_DAYS);
    const property = textOf(question, "breakdown");
    const counting = textOf(question, "count") ?? "events";
    if (counting !== "events" && counting !== "users") {
      return unanswered(`count is ${quoted(counting)}: expected events or users.`);
    }
    const total = await count(mixpanel, event, range, "events");
    const events = sumOf(total.rows);
    const { from_date, to_date } = total.resolved_dates;
    const days = { from_date, to_date };
    if (events === 0) return none(mixpanel, event, days);
    const users = sumOf((await count(mixpanel, event, range, "users")).rows);
    const sentence = `The event ${quoted(event)} happened ${plural(events, "time")}, by ${plural(users, "user")}, from ${from_date} to ${to_date}.`;
    const fields = { event, ...days, events, users };
    if (property === undefined) return answered(sentence, fields);

    const values = await byValue(mixpanel, event, range, counting, property);
    if (values.every(({ value }) => value === UNDEFINED)) {
      const known = Object.keys((await mixpanel.listEventProperties({ event, limit: String(MAX_NAMES) })).results);
      if (!known.includes(property)) {
        const names = known.map((name) => ({ name }));
        const problem = unknownName(`property of ${quoted(event)} named`, property, names, (one) => one);
        return { ...fields, ...problem, answer: `${sentence} ${problem.answer}` };
      }
    }
    const whole = counting === "events" ? events : users;
    const shown = values.slice(0, MAX_VALUES);
    const [first] = shown;
    const most =
      first === undefined
        ? ""
        : ` Most frequent ${quoted(property)}: ${quoted(first.value)} with ${plural(first.number, counting.slice(0, -1))} (${percent(first.number, whole)} %).`;
    return answered(`${sentence}${most}`, {
      ...fields,
      breakdown: property,
      values: shown.map(({ value, number }) => ({ value, [counting]: number, percent: percent(number, whole) })),
      other_values: values.length - shown.length,
    });
  },
};
