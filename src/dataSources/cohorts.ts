import { listSavedCohorts as endpoint } from "../mixpanel/endpoints/choices";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const cohorts = definePicklist({
  endpoint,
  label: "Select Cohort",
  description: "Lists the project's saved cohorts. Uses no query of the hourly limit",
  byHand:
    "If the list cannot be loaded, type the cohort's ID: Mixpanel shows it beside the cohort's name, and List Cohorts returns it as id.",
  example: [{ key: "12345", label: "Paying users" }],
  choices: (response) => entriesOf(response, endpoint.operation).flatMap(({ id, name }) => choice(id, name)),
});
