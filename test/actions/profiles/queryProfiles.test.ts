import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const answer = {
  page: 0,
  page_size: 1000,
  session_id: "1234567890-EXAMPL",
  status: "ok",
  total: 1,
  results: [{ $distinct_id: "user-1", $properties: { $email: "jane@example.com" } }],
};
const behaviors = [{ window: "30d", name: "b1", event_selectors: [{ event: "Purchased" }] }];
const where = 'properties["plan"] == "pro"';
/** The form's own default is sent as soon as there is a cohort for it to speak of. */
const cohort = { form: { filter_by_cohort: '{"id":12345}', include_all_users: "true" } };

describeAction({
  key: "queryProfiles",
  params: {},
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: "/api/query/engage",
    query: { project_id: PROJECT_ID },
    headers: { ...authorized, ...FORM },
    form: {},
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["distinct_ids", ["user-1", "user,2"], { form: { distinct_ids: '["user-1","user,2"]' } }],
    ["distinct_ids", '["user-1"]', { form: { distinct_ids: '["user-1"]' } }],
    ["distinct_ids", [7], { form: { distinct_ids: '["7"]' } }],
    ["distinct_ids", [], {}],
    ["where", where, { form: { where } }],
    ["output_properties", ["$email", "plan"], { form: { output_properties: '["$email","plan"]' } }],
    ["session_id", "1234567890-EXAMPL", { form: { session_id: "1234567890-EXAMPL" } }],
    ["page", 0, { form: { page: "0" } }],
    ["behaviors", behaviors, { form: { behaviors: JSON.stringify(behaviors) } }],
    ["behaviors", JSON.stringify(behaviors), { form: { behaviors: JSON.stringify(behaviors) } }],
    ["as_of_timestamp", "99999999999", { form: { as_of_timestamp: "99999999999" } }],
    ["as_of_timestamp", 0, { form: { as_of_timestamp: "0" } }],
    ["filter_by_cohort", 12345, cohort],
    ["filter_by_cohort", "12345", cohort],
    ["filter_by_cohort", '{"id": 12345}', cohort],
    ["filter_by_cohort", { id: 12345 }, cohort],
    ["filter_by_cohort", { id: "12345" }, cohort],
    // A cohort as Mixpanel lists it: the API takes an object with the ID alone.
    ["filter_by_cohort", { id: 12345, name: "Power users", count: 7 }, cohort],
    ["include_all_users", true, {}],
    ["include_all_users", false, {}],
    ["fetchAll", false, {}],
    ["maxProfiles", "1", {}],
    ["data_group_id", "-1234567890123456789", { form: { data_group_id: "-1234567890123456789" } }],
  ],
  steering: ["fetchAll", "maxProfiles"],
  variants: [
    [
      "a cohort without those who have no profile",
      { filter_by_cohort: "12345", include_all_users: false },
      { form: { filter_by_cohort: '{"id":12345}', include_all_users: "false" } },
    ],
    ["a later page", { page: "1", session_id: "s" }, { form: { page: "1", session_id: "s" } }],
  ],
  refusals: [
    ["behaviors together with a cohort", { behaviors, filter_by_cohort: 12345 }, "Behaviors"],
    ["a later page without its session", { page: "1" }, "Session ID"],
    ["a page below zero", { page: -1 }, "Page"],
    ["a page in words", { page: "first" }, "Page"],
    ["half a JSON list of behaviors", { behaviors: '[{"window": ' }, "Behaviors"],
    ["a bare number for behaviors", { behaviors: 7 }, "Behaviors"],
    ["a cohort without an ID", { filter_by_cohort: "{}" }, "Filter By Cohort"],
    ["T22: a cohort whose ID is a name", { filter_by_cohort: { id: "Power users" } }, "Filter By Cohort"],
    ["T22: a cohort whose ID would be rounded", { filter_by_cohort: "12345678901234567890" }, "Filter By Cohort"],
    ["T22: a list of cohorts", { filter_by_cohort: [{ id: 12345 }] }, "Filter By Cohort"],
    ["a cohort by its name", { filter_by_cohort: "Power users" }, "Filter By Cohort"],
    ["half a JSON list of IDs", { distinct_ids: '["user-1"' }, "Distinct IDs"],
    ["T22: a time in milliseconds", { as_of_timestamp: 1_700_000_000_000 }, "As Of Timestamp"],
    ["T22: a time in milliseconds, as text", { as_of_timestamp: "100000000000" }, "As Of Timestamp"],
    ["a time in words", { as_of_timestamp: "now" }, "As Of Timestamp"],
    ["a group key that has lost digits", { data_group_id: -(2 ** 60) }, "Data Group ID"],
    ["a group key by its name", { data_group_id: "company" }, "Data Group ID"],
    ["a bound of nothing", { maxProfiles: 0 }, "Max Profiles"],
    ["a switch for all pages that is no switch", { fetchAll: "perhaps" }, "Fetch All"],
    ["a switch that is no switch", { include_all_users: "perhaps" }, "Include All Users"],
  ],
});
