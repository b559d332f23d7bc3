import { answered, cell, plural, quoted } from "../answer";
import { find } from "../names";
import { namesOf, requiredText, wholeOf } from "../question";
import type { Tool } from "../tool";

const DEFAULT_MEMBERS = 10;
const MAX_MEMBERS = 25;
const DEFAULT_PROPERTIES = ["$name", "$email"];
const MAX_PROPERTIES = 5;

export const cohortMembers: Tool = {
  key: "mixpanel-cohort-members",
  name: "Who Is In The Cohort",
  description:
    "Answers: who is in a saved Mixpanel cohort, and how large is it? Returns its size and the first members with chosen profile properties. Use it for questions like 'How many paying users do we have?' or 'Show me some users of the churn cohort'. It cannot build a new cohort, nor list more than 25 members.",
  properties: {
    cohort: {
      type: "string",
      description: "Name or ID of a saved cohort. A wrong name is answered with similar names.",
    },
    properties: {
      type: "string",
      description:
        "Optional. Names of up to 5 profile properties to show of each member, separated by commas; $name,$email if left out. Ask for no more personal data than the question needs.",
    },
    members: {
      type: "integer",
      description: `Optional. How many members to show, from 1 to ${MAX_MEMBERS}; ${DEFAULT_MEMBERS} if left out.`,
    },
  },
  required: ["cohort"],
  result: {
    cohort_id: { type: "string", description: "ID of the cohort." },
    cohort_name: { type: "string", description: "Name of the cohort." },
    size: { type: "integer", description: "How many members the cohort has now." },
    members: {
      type: "array",
      description:
        "The first members: distinct_id, then the chosen properties. null where a member has no such property.",
    },
  },
  maxQueries: 2,
  async answer(mixpanel, question) {
    const asked = requiredText(question, "cohort", "the name or ID of a saved cohort");
    const shown = wholeOf(question, "members", { otherwise: DEFAULT_MEMBERS, max: MAX_MEMBERS });
    const properties = namesOf(question, "properties", DEFAULT_PROPERTIES).slice(0, MAX_PROPERTIES);
    const { results } = await mixpanel.listCohorts({});
    const found = find("cohort", asked, results, ({ count }) => ({ size: count ?? null }));
    if ("problem" in found) return found.problem;
    const { id, name, count, data_group_id } = found.thing;
    const members = await mixpanel.getCohortMembers({
      filter_by_cohort: id,
      include_all_users: true,
      output_properties: properties,
      data_group_id: data_group_id ?? "",
      fetchAll: false,
      pagination: { session_id: "", page: "", maxMembers: String(shown) },
    });
    const size = members.total ?? count ?? members.distinct_ids.length;
    const profiles = members.results ?? [];
    const rows = members.distinct_ids.map((distinct_id, at) => {
      const own = new Map(Object.entries(profiles[at]?.$properties ?? {}));
      return Object.fromEntries([
        ["distinct_id", distinct_id],
        ...properties.filter((key) => key !== "distinct_id").map((key) => [key, cell(own.get(key))] as const),
      ]);
    });
    const kind = data_group_id === null || data_group_id === undefined ? "user" : "group";
    const sentence = `The cohort ${quoted(name)} has ${plural(size, kind)}.`;
    const more = size > rows.length ? ` members has the first ${rows.length} of them.` : "";
    return answered(`${sentence}${more}`, { cohort_id: id, cohort_name: name, size, members: rows });
  },
};
