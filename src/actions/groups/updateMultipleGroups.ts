import { failOnRejected, verbose } from "../../inputs/delivery";
import { groupKey } from "../../inputs/groups";
import { recordsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { updateMultipleGroups as endpoint } from "../../mixpanel/endpoints/groups";
import { GROUP_PROFILES, withGroupKey } from "../../mixpanel/ingest/profileKinds";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleGroups = defineAction({
  endpoint,
  label: "Update Multiple Groups",
  description:
    "Updates the profiles of any number of groups, such as companies: sets, adds to, removes or unsets properties, or deletes profiles",
  inputs: {
    groupUpdates: recordsInput("Group Updates", {
      expected: "a list of group updates",
      example: [
        { $group_key: "company_id", $group_id: "acme-inc", $set: { $name: "Acme Inc.", plan: "enterprise" } },
        { $group_key: "company_id", $group_id: "globex", $union: { features: ["sso"] } },
      ],
      comments:
        "A list of group updates of any length. Each has a $group_id, a $group_key (unless Group Key is filled in) and an operation that changes at least one property: $set, $set_once, $remove, $union, $unset or $delete. $token is added from the connection. An empty list or file succeeds with no updates.",
    }),
    groupKey,
    region,
    verbose,
    failOnRejected,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: ({ client, params, logger }) =>
    runProfileUpdates({ client, logger }, endpoint, params, {
      updates: params.groupUpdates,
      map: (record) => withGroupKey(record, params.groupKey),
      kind: GROUP_PROFILES,
    }),
});
