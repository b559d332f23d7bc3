import { type Answer, answered, percent, plural, quoted, unanswered } from "../answer";
import type { Mixpanel, ReportRow } from "../mixpanel";
import { find } from "../names";
import { type Question, rangeOf, textOf } from "../question";
import type { Tool } from "../tool";
import { RANGE_PROPERTIES } from "./range";

const DEFAULT_DAYS = 30;
const ROWS = { flatRows: true, waitForRateLimit: false };

interface Step {
  step: number;
  event: string;
  users: number;
}

/** The steps over all users and all dates: rows of single segments are left out, and those of single dates where there is a total. */
export function stepsOf(rows: readonly ReportRow[]): Step[] {
  const whole = rows.filter(({ segment }) => segment === null || segment === undefined);
  const [{ funnel } = { funnel: undefined }] = whole;
  const own = whole.filter((row) => row.funnel === funnel);
  const totals = own.filter(({ date }) => date === null || date === undefined);
  const [{ date } = { date: undefined }] = own;
  const chosen = totals.length > 0 ? totals : own.filter((row) => row.date === date);
  return chosen
    .map(({ step, event, value }) => ({ step: step ?? 0, event: event ?? "", users: value ?? 0 }))
    .filter(({ step }) => step > 0)
    .sort((a, b) => a.step - b.step);
}

function told(name: string, steps: readonly Step[], fields: Record<string, string | undefined>): Answer {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) {
    return unanswered(`${quoted(name)} has no steps, so it is not a funnel. Ask with the ID of a Funnels report.`);
  }
  const days =
    fields.from_date === undefined ? "in the report's own dates" : `from ${fields.from_date} to ${fields.to_date}`;
  const rows = steps.map((step, at) => ({
    ...step,
    percent_of_previous: at === 0 ? null : percent(step.users, steps[at - 1]?.users ?? 0),
    percent_of_first: percent(step.users, first.users),
  }));
  const counts = { started: first.users, completed: last.users, conversion_percent: percent(last.users, first.users) };
  if (first.users === 0) {
    return answered(`Nobody entered the funnel ${quoted(name)} ${days}.`, { ...fields, ...counts, steps: rows });
  }
  const drops = steps
    .slice(1)
    .map((to, at) => ({ from: steps[at] ?? first, to, left: (steps[at] ?? first).users - to.users }));
  const [drop] = [...drops].sort((a, b) => b.left - a.left);
  if (drop === undefined || drop.left <= 0) {
    const sentence = `Nobody dropped out of the funnel ${quoted(name)} ${days}: ${plural(first.users, "user")} completed it.`;
    return answered(sentence, { ...fields, ...counts, steps: rows });
  }
  const share = percent(drop.left, drop.from.users);
  const sentence = `Of ${plural(first.users, "user")} who entered the funnel ${quoted(name)} ${days}, ${last.users.toLocaleString("en-US")} (${counts.conversion_percent} %) completed it. The biggest drop is between step ${drop.from.step} (${quoted(drop.from.event)}) and step ${drop.to.step} (${quoted(drop.to.event)}): ${drop.left.toLocaleString("en-US")} of ${plural(drop.from.users, "user")} (${share} %) left there.`;
  return answered(sentence, {
    ...fields,
    ...counts,
    biggest_drop_after_step: drop.from.step,
    biggest_drop_users: drop.left,
    biggest_drop_percent: share,
    steps: rows,
  });
}

/** A funnel saved as a report has its own dates. */
async function ofReport(mixpanel: Mixpanel, report: string): Promise<Answer> {
  if (!/^\d+$/.test(report.trim())) {
    return unanswered(`report_id is ${quoted(report)}: expected the number after report- in the report's address.`);
  }
  const { rows, date_range } = await mixpanel.queryInsightsSavedReports({
    bookmark_id: report.trim(),
    queryOptions: ROWS,
  });
  const name = rows.find(({ funnel }) => typeof funnel === "string")?.funnel ?? report;
  const [from_date, to_date] = [date_range?.from_date?.slice(0, 10), date_range?.to_date?.slice(0, 10)];
  return told(name, stepsOf(rows), { report_id: report.trim(), funnel_name: name, from_date, to_date });
}

async function ofFunnel(mixpanel: Mixpanel, asked: string, question: Question): Promise<Answer> {
  const range = rangeOf(question, DEFAULT_DAYS);
  const saved = await mixpanel.listSavedFunnels({});
  const found = find(
    "funnel",
    asked,
    saved.map(({ funnel_id, name }) => ({ id: funnel_id, name })),
  );
  if ("problem" in found) return found.problem;
  const { id, name } = found.thing;
  const { rows, resolved_dates } = await mixpanel.queryFunnelSavedReports({
    funnel_id: id,
    from_date: range.from_date,
    to_date: range.to_date,
    // One bucket: users of single days cannot be added up.
    funnelOptions: { length: "", length_unit: "", interval: String(range.days), unit: "" },
    queryOptions: ROWS,
  });
  const { from_date, to_date } = resolved_dates;
  return told(name, stepsOf(rows), { funnel_id: id, funnel_name: name, from_date, to_date });
}

export const funnelDrop: Tool = {
  key: "mixpanel-funnel-drop",
  name: "Where Does The Funnel Drop",
  description:
    "Answers: where do users drop out of a saved Mixpanel funnel? Returns the users of each step, the conversion, and the step after which most users leave. Use it for questions like 'Where do we lose people between sign-up and purchase?'. It cannot build a new funnel: one must have been saved in Mixpanel. Give funnel or report_id.",
  properties: {
    funnel: {
      type: "string",
      description: "Name or ID of a saved funnel. A wrong name is answered with similar names.",
    },
    report_id: {
      type: "string",
      description:
        "In place of funnel: the ID of a saved Funnels report, which is the number after report- in its address. Its own saved dates are used.",
    },
    ...RANGE_PROPERTIES(DEFAULT_DAYS),
  },
  result: {
    funnel_id: { type: "string", description: "ID of the funnel." },
    report_id: { type: "string", description: "ID of the report, if one was asked for." },
    funnel_name: { type: "string", description: "Name of the funnel." },
    from_date: { type: "string", description: "First day on which users entered the funnel." },
    to_date: { type: "string", description: "Last such day, inclusive." },
    started: {
      type: "integer",
      description: "Users who entered the funnel. In a report that is split by date, those of each date added up.",
    },
    completed: { type: "integer", description: "Users who reached the last step." },
    conversion_percent: { type: "number", description: "completed as a percentage of started." },
    biggest_drop_after_step: { type: "integer", description: "The step after which most users left, from 1." },
    biggest_drop_users: { type: "integer", description: "How many users left there." },
    biggest_drop_percent: { type: "number", description: "The same as a percentage of the users of that step." },
    steps: { type: "array", description: "step, event, users, percent_of_previous and percent_of_first." },
  },
  maxQueries: 2,
  async answer(mixpanel, question) {
    const [funnel, report] = [textOf(question, "funnel"), textOf(question, "report_id")];
    if (funnel !== undefined) return ofFunnel(mixpanel, funnel, question);
    if (report !== undefined) return ofReport(mixpanel, report);
    return unanswered(
      "funnel is missing: the name or ID of a saved funnel, or report_id with the ID of a Funnels report.",
    );
  },
};
