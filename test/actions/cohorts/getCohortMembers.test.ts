import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const answer = {
  page: 0,
  page_size: 1000,
  session_id: "1234567890-EXAMPL",
  status: "ok",
  total: 2,
  results: [
    { $distinct_id: "user-1", $properties: {} },
    // Mixpanel returns an ID of digits as a number.
    { $distinct_id: 7, $properties: {} },
  ],
};
const cohort = { filter_by_cohort: '{"id":12345}' };

describeAction({
  key: "getCohortMembers",
  params: { filter_by_cohort: "12345" },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: "/api/query/engage",
    query: { project_id: PROJECT_ID },
    headers: { ...authorized, ...FORM },
    // R5: include_all_users is always sent, and so is what keeps Mixpanel from sending every property.
    form: { ...cohort, include_all_users: "true", output_properties: '["$distinct_id"]' },
  },
  reply: { body: answer },
  result: {
    distinct_ids: ["user-1", "7"],
    count: 2,
    total: 2,
    truncated: false,
    page: 0,
    page_size: 1000,
    session_id: "1234567890-EXAMPL",
    next_page: null,
  },
  optional: [
    ["include_all_users", true, {}],
    ["include_all_users", false, { form: { include_all_users: "false" } }],
    ["output_properties", ["$email", " plan"], { form: { output_properties: '["$email"," plan"]' } }],
    ["output_properties", [], {}],
    ["data_group_id", "-1234567890123456789", { form: { data_group_id: "-1234567890123456789" } }],
    ["fetchAll", true, {}],
    ["fetchAll", false, {}],
    ["session_id", "1234567890-EXAMPL", { form: { session_id: "1234567890-EXAMPL", page: "0" } }],
    ["page", 0, {}],
    ["maxMembers", "2", {}],
  ],
  steering: ["fetchAll", "maxMembers"],
  variants: [
    ["a later page", { page: "1", session_id: "s" }, { form: { page: "1", session_id: "s" } }],
    ["the cohort as an object", { filter_by_cohort: { id: 12345, name: "Paying users" } }, {}],
    ["the cohort as JSON text", { filter_by_cohort: '{"id": "12345"}' }, {}],
    [
      "R5: an item of List Cohorts that is of groups, whose members are no users",
      { filter_by_cohort: { id: 12345, name: "Paying companies", data_group_id: "-9" } },
      { form: { data_group_id: "-9" } },
    ],
    [
      "R5: an item that is of users",
      { filter_by_cohort: { id: 12345, data_group_id: null } },
      { form: { data_group_id: undefined } },
    ],
    [
      "R5: an item beside a Data Group ID, which counts",
      { filter_by_cohort: '{"id": 12345, "data_group_id": -9}', data_group_id: "-8" },
      { form: { data_group_id: "-8" } },
    ],
  ],
  refusals: [
    ["no cohort", { filter_by_cohort: "" }, "Cohort ID"],
    ["a cohort by its name", { filter_by_cohort: "Paying users" }, "Cohort ID"],
    ["a cohort without an ID", { filter_by_cohort: "{}" }, "Cohort ID"],
    ["a list of cohorts", { filter_by_cohort: [{ id: 12345 }] }, "Cohort ID"],
    ["a cohort whose ID would be rounded", { filter_by_cohort: "12345678901234567890" }, "Cohort ID"],
    ["a later page without its session", { page: "1" }, "Session ID"],
    ["a page below zero", { page: -1 }, "Page"],
    ["a bound of nothing", { maxMembers: 0 }, "Max Members"],
    ["a bound beyond the most", { maxMembers: "100001" }, "Max Members"],
    ["a switch that is no switch", { include_all_users: "perhaps" }, "Include All Users"],
    ["a switch for all pages that is no switch", { fetchAll: "perhaps" }, "Fetch All"],
    ["half a JSON list of properties", { output_properties: '["$email"' }, "Output Properties"],
    ["a group key by its name", { data_group_id: "company" }, "Data Group ID"],
  ],
});
