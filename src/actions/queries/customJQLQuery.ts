import { jsonInput, textInput } from "../../inputs/kinds";
import { customJQLQuery as endpoint } from "../../mixpanel/endpoints/queries";
import { defineOperation } from "../../platform/defineOperation";
import { anything, list } from "../../platform/shape";

export const customJQLQuery = defineOperation({
  endpoint,
  label: "Custom JQL Query (Legacy)",
  description:
    "Runs a JQL script on the project's events and profiles. Mixpanel no longer develops JQL: for new integrations, use Query Insights Saved Reports, Query Profile or Download Data",
  inputs: {
    script: textInput.required("Script", {
      expected: "a JQL script",
      placeholder: "function main() { … }",
      example: 'function main() { return Events(params).groupBy(["name"], mixpanel.reducer.count()); }',
      comments:
        "The JQL script to run: JavaScript with a main function. See https://developer.mixpanel.com/reference/jql-overview.",
    }),
    params: jsonInput("Params", {
      example: '{"from_date": "2024-01-01", "to_date": "2024-01-31"}',
      comments: "A JSON object that the script can read as params.",
    }),
  },
  output: list(anything(), "The result of the script."),
  example: [{ key: ["Signed Up"], value: 1234 }],
});
