import { conditionInputs } from "../inputs/conditions";
import { booleanInput, choiceInput, idInput, integerInput, listInput } from "../inputs/kinds";
import { lookBackDate } from "../inputs/lookBack";
import { project_id, workspace_id } from "../inputs/project";
import { where } from "../inputs/queries";
import { regionAndDomain } from "../inputs/residency";
import { pollProfiles } from "../mixpanel/changes/profileChanges";
import { WallClock } from "../mixpanel/changes/wallClock";
import { projectTimeZone } from "../mixpanel/connection/timeZone";
import { queryProfiles as endpoint } from "../mixpanel/endpoints/profiles";
import { InputError } from "../mixpanel/errors";
import { parametersOf } from "../mixpanel/http/parameters";
import { definePollingTrigger } from "../platform/definePollingTrigger";

const DEFAULT_MAX_PROFILES = 10_000;
const MAX_PROFILES_BOUND = 100_000;

const ZONE_NEEDED = {
  got: "a project whose time zone is needed to read the dates of profiles",
  expected: "a project that the service account can read",
};

/** The group whose profiles to query; undefined for users. */
function groupOf(recordType: "users" | "groups", id: string | undefined): string | undefined {
  if (recordType === "groups" && id === undefined) {
    throw new InputError({
      input: "Data Group ID",
      got: "nothing",
      expected: "the ID of a group key, because Record Type is Groups",
      fix: "Find it in Mixpanel under Project Settings > Group Keys.",
    });
  }
  return recordType === "groups" ? id : undefined;
}

const record = {
  $distinct_id: "user-12345",
  $properties: {
    $created: "2024-01-31T11:20:47",
    $email: "example@example.com",
    $last_seen: "2024-01-31T11:20:47",
  },
};

export const newAndUpdatedProfiles = definePollingTrigger({
  label: "New and Updated Profiles",
  description: "Checks user or group profiles on a schedule and returns those created or updated since the last check",
  inputs: {
    recordType: choiceInput("Record Type", {
      choices: ["users", "groups"],
      names: { users: "Users", groups: "Groups" },
      default: "users",
      comments: "Which profiles to check: those of users, or those of groups such as companies.",
    }),
    data_group_id: idInput("Data Group ID", {
      example: "-1234567890123456789",
      comments:
        "The ID of the group key whose profiles to check. Only used, and required, when Record Type is Groups. Find it in Mixpanel under Project Settings > Group Keys.",
    }),
    lookBackDate: lookBackDate(
      "Day as yyyy-mm-dd, in the project's time zone. The first poll then also returns the profiles that were updated from that day on, each once. Leave it empty to begin with what changes after the first poll. It has no effect on later polls.",
    ),
    showNewRecords: booleanInput("Show New Records", {
      default: true,
      comments:
        "When true, returns profiles that were created. When false, leaves them out, except for Look-back Date.",
    }),
    showUpdatedRecords: booleanInput("Show Updated Records", {
      default: true,
      comments:
        "When true, returns profiles that were updated. When false, leaves them out, except for Look-back Date.",
    }),
    where,
    ...conditionInputs("profile"),
    output_properties: listInput("Output Properties", {
      example: "$email",
      comments:
        "The properties to return, together with $last_seen and $created. Names are used exactly as given, including spaces. Leave it empty for all.",
    }),
    maxProfiles: integerInput("Max Profiles", {
      min: 1,
      max: MAX_PROFILES_BOUND,
      whenEmpty: DEFAULT_MAX_PROFILES,
      placeholder: String(DEFAULT_MAX_PROFILES),
      example: "5000",
      comments: `Maximum number of profiles of a poll, up to ${MAX_PROFILES_BOUND}. The oldest updates come first, and the next poll continues after them. Profiles updated in the same second stay together, even if they are more. With batching, it is the number that is read at once, and a poll continues until nothing is left. Leave it empty for ${DEFAULT_MAX_PROFILES}.`,
    }),
    project_id,
    workspace_id,
    regionAndDomain,
  },
  batches: { batchSize: 50, concurrentBatchLimit: 5 },
  example: {
    created: [{ ...record, changeBasis: "first_seen" }],
    updated: [{ ...record, $distinct_id: "user-67890", changeBasis: "$last_seen" }],
  },
  poll: async ({ client, params, state, cursor, isBatching }) => {
    const { maxProfiles, project_id = client.options.projectId } = params;
    const data_group_id = groupOf(params.recordType, params.data_group_id);
    const clock = new WallClock(await projectTimeZone(client, project_id, "Project ID", ZONE_NEEDED));
    const found = await pollProfiles(client, {
      parameters: parametersOf(endpoint, { ...params, data_group_id }),
      of: [client.residency, project_id, data_group_id ?? "users"].join(" "),
      lookBackDate: params.lookBackDate,
      clock,
      maxProfiles,
      state,
      cursor,
      isBatching,
    });
    const isShown = { created: params.showNewRecords, updated: params.showUpdatedRecords };
    const changes = found.changes.filter(({ changeType }) => found.isBackfill || isShown[changeType]);
    const recordsOf = (type: string) => changes.flatMap((change) => (change.changeType === type ? change.record : []));
    return {
      body: isBatching ? changes : { created: recordsOf("created"), updated: recordsOf("updated") },
      isEmpty: changes.length === 0,
      isRestart: found.isRestart,
      next: found.next,
      state: found.state,
    };
  },
});
