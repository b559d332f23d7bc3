import { cohortId } from "../inputs/cohorts";
import { booleanInput, idInput, integerInput } from "../inputs/kinds";
import { project_id, workspace_id } from "../inputs/project";
import { regionAndDomain } from "../inputs/residency";
import { allMembers, compareMembers, MAX_MEMBERS_BOUND } from "../mixpanel/changes/membership";
import { getCohortMembers as endpoint } from "../mixpanel/endpoints/cohorts";
import { parametersOf } from "../mixpanel/http/parameters";
import { definePollingTrigger } from "../platform/definePollingTrigger";

const DEFAULT_MAX_MEMBERS = 100_000;

export const cohortMembershipChanges = definePollingTrigger({
  label: "Cohort Membership Changes",
  description: "Checks a cohort on a schedule and returns who entered and who left since the last check",
  inputs: {
    filter_by_cohort: cohortId,
    reportFirstPoll: booleanInput("Report First Poll", {
      default: false,
      comments:
        "When true, the first poll returns all present members as entered. When false, the first poll only remembers them, and the flow does not run.",
    }),
    maxMembers: integerInput("Max Members", {
      min: 1,
      max: MAX_MEMBERS_BOUND,
      whenEmpty: DEFAULT_MAX_MEMBERS,
      placeholder: String(DEFAULT_MAX_MEMBERS),
      example: "20000",
      comments: `Maximum number of members of the cohort, up to ${MAX_MEMBERS_BOUND}. A poll of a larger cohort fails, because a part of the members cannot be compared. Leave it empty for ${DEFAULT_MAX_MEMBERS}.`,
    }),
    data_group_id: idInput("Data Group ID", {
      example: "-1234567890123456789",
      comments:
        "Only for a cohort of groups, such as companies: the data_group_id that List Cohorts returns with it. Leave it empty for a cohort of users.",
    }),
    project_id,
    workspace_id,
    regionAndDomain,
  },
  batches: { batchSize: 50, concurrentBatchLimit: 5 },
  example: {
    cohort_id: "12345",
    entered: ["user-12345"],
    left: ["user-67890"],
    member_count: 2500,
    is_first_poll: false,
  },
  poll: async ({ client, params, state, isBatching }) => {
    const { cohort, data_group_id: own } = params.filter_by_cohort;
    const { maxMembers, reportFirstPoll, project_id = client.options.projectId } = params;
    const asked = { ...params, filter_by_cohort: cohort, data_group_id: params.data_group_id ?? own };
    const members = await allMembers(client, parametersOf(endpoint, asked), { maxMembers });
    const of = [client.residency, project_id, cohort.id].join(" ");
    const compared = compareMembers(members, { of, state });
    const { changes } = compared;
    const { entered, left } = changes;
    const isBaseline = changes.is_first_poll && !reportFirstPoll;
    const cohort_id = String(cohort.id);
    const items = () => [
      ...entered.map((distinct_id) => ({ change: "entered", distinct_id, cohort_id })),
      ...left.map((distinct_id) => ({ change: "left", distinct_id, cohort_id })),
    ];
    return {
      body: isBatching ? (isBaseline ? [] : items()) : { cohort_id, ...changes },
      isEmpty: isBaseline || entered.length + left.length === 0,
      isRestart: compared.isRestart,
      state: compared.state,
    };
  },
});
