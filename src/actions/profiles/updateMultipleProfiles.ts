import { userColumns } from "../../inputs/columns";
import { failOnRejected, redirect, verbose } from "../../inputs/delivery";
import { recordsOrRowsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { updateMultipleProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { asProfileUpdate } from "../../mixpanel/ingest/profileRows";
import { updatesFrom } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleProfiles = defineAction({
  endpoint,
  label: "Update Multiple Profiles",
  description:
    "Updates any number of user profiles: sets, adds, appends, removes or unsets properties, or deletes profiles",
  inputs: {
    propertiesToUpdate: recordsOrRowsInput("Properties To Update", {
      expected: "a list of profile updates",
      example: [
        { $distinct_id: "user-12345", $set: { plan: "pro" } },
        { $distinct_id: "user-67890", $add: { logins: 1 } },
      ],
      comments:
        "A list of profile updates of any length. Each has a $distinct_id and an operation that changes at least one property: $set, $set_once, $add, $append, $remove, $union, $unset or $delete. Profiles as Query Profile returns them ($distinct_id and $properties) and flat rows (distinct_id, and a column for each property) are taken too: their properties are set. So is CSV with a header, whose column distinct_id says which user a row is about; Rows And Columns is for other columns. $token is added from the connection. An empty list or file succeeds with no updates.",
    }),
    region,
    verbose,
    redirect,
    failOnRejected,
    rowsAndColumns: userColumns,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const reading = { input: "Properties To Update", mapping: params.mapping, zone: params.timeZone };
    const { records, map = asProfileUpdate, warnings } = await updatesFrom(params.propertiesToUpdate, "users", reading);
    return runProfileUpdates({ client, logger }, endpoint, params, { updates: records, map, warnings });
  },
});
