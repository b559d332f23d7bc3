import { failOnRejected, redirect, verbose } from "../../inputs/delivery";
import { recordsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { updateMultipleProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { asProfileUpdate } from "../../mixpanel/ingest/profileRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleProfiles = defineAction({
  endpoint,
  label: "Update Multiple Profiles",
  description:
    "Updates any number of user profiles: sets, adds, appends, removes or unsets properties, or deletes profiles",
  inputs: {
    propertiesToUpdate: recordsInput("Properties To Update", {
      expected: "a list of profile updates",
      example: [
        { $distinct_id: "user-12345", $set: { plan: "pro" } },
        { $distinct_id: "user-67890", $add: { logins: 1 } },
      ],
      comments:
        "A list of profile updates of any length. Each has a $distinct_id and an operation that changes at least one property: $set, $set_once, $add, $append, $remove, $union, $unset or $delete. Profiles as Query Profile returns them ($distinct_id and $properties) and flat rows (distinct_id, and a column for each property) are taken too: their properties are set. $token is added from the connection. An empty list or file succeeds with no updates.",
    }),
    region,
    verbose,
    redirect,
    failOnRejected,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: ({ client, params, logger }) =>
    runProfileUpdates({ client, logger }, endpoint, params, {
      updates: params.propertiesToUpdate,
      map: asProfileUpdate,
    }),
});
