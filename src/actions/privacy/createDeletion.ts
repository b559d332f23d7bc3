import { compliance_type, privacyIds, token } from "../../inputs/privacy";
import { group_keys } from "../../inputs/privacyRequests";
import { regionAndDomain } from "../../inputs/residency";
import { createDeletion as endpoint } from "../../mixpanel/endpoints/privacy";
import { parametersOf } from "../../mixpanel/http/parameters";
import { assertPrivacyIds, MAX_DELETION_IDS, maxIdsOf } from "../../mixpanel/privacy/ids";
import { createdTask } from "../../mixpanel/privacy/tasks";
import { defineAction } from "../../platform/defineAction";
import { CREATED_EXAMPLE, createdOutput } from "../../platform/privacy";

const distinct_ids = privacyIds(
  `The users whose events and profiles to delete: up to ${MAX_DELETION_IDS} distinct IDs, used exactly as given, and fewer in a project with group keys. In projects that still use aliases, include all IDs of a user. Placeholders such as undefined or anonymous are rejected, because many users share them.`,
);

export const createDeletion = defineAction({
  endpoint,
  label: "Create Data Deletion",
  description:
    "Permanently deletes all events and profiles of users, for GDPR or CCPA. It takes up to 30 days and cannot be undone after it has started; until then, Cancel Data Deletion cancels it. Store the tracking_id. Running it again creates another task",
  inputs: { distinct_ids, compliance_type, group_keys, token, regionAndDomain },
  output: createdOutput,
  example: CREATED_EXAMPLE,
  run: async ({ client, params }) => {
    assertPrivacyIds(distinct_ids.label, params.distinct_ids, maxIdsOf("deletion", params.group_keys));
    return createdTask(endpoint.operation, await client.call(endpoint, parametersOf(endpoint, params)));
  },
});
