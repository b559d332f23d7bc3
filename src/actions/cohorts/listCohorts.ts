import { listCohorts as endpoint } from "../../mixpanel/endpoints/cohorts";
import { defineQuery } from "../../platform/defineQuery";
import { integer, integerOrText, list, nullable, object, optional, text } from "../../platform/shape";

export const listCohorts = defineQuery({
  endpoint,
  label: "List Cohorts",
  description: "Lists the project's saved cohorts with their size. Get Cohort Members returns who is in one",
  inputs: {},
  output: list(
    object({
      id: integerOrText("The Cohort ID of Get Cohort Members."),
      name: text(),
      count: optional(integer("Number of users or groups in the cohort.")),
      description: optional(nullable(text())),
      created: optional(text("When it was created. Mixpanel names no time zone.")),
      is_visible: optional(integer("1 if Mixpanel shows the cohort to its users, else 0.")),
      project_id: optional(integerOrText()),
      data_group_id: optional(
        nullable(integerOrText("The Data Group ID of a cohort of groups. Null or missing for a cohort of users.")),
      ),
    }),
  ),
  example: [
    {
      count: 150,
      is_visible: 1,
      description: "This cohort is visible, has an id = 1000, and currently has 150 users.",
      created: "2019-03-19 23:49:51",
      project_id: 1,
      id: 1000,
      name: "Cohort One",
    },
  ],
});
