import { listSavedReports as endpoint } from "../mixpanel/endpoints/choices";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

/** Reports that can be read by their ID, as the app calls them. */
const KINDS = new Map([
  ["insights", "Insights"],
  ["funnels", "Funnels"],
  ["retention", "Retention"],
]);
/** Other kinds, which come along where the list is not filtered. No operation reads them. */
const UNREADABLE = ["flows", "launch-analysis"];

export const reports = definePicklist({
  endpoint,
  label: "Select Report",
  description: "Lists the project's saved Insights, Funnels and Retention reports. Uses no query of the hourly limit",
  byHand:
    "If the list cannot be loaded, type the report's ID: it is the number after report- in the address of the report in Mixpanel.",
  example: [{ key: "12345", label: "Weekly sign-ups (Insights)" }],
  calls: [...KINDS.keys()].map((type) => ({ v: "2", type })),
  choices: (response, { parameters }) =>
    entriesOf(response, endpoint.operation)
      .filter(({ type }) => !UNREADABLE.includes(String(type)))
      .flatMap(({ id, name, type }) => choice(id, name, KINDS.get(String(type)) ?? KINDS.get(String(parameters.type)))),
});
