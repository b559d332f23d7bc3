import { userColumns } from "../../inputs/columns";
import { failOnRejected, redirect, verbose } from "../../inputs/delivery";
import { recordsOrRowsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { createProfile as endpoint } from "../../mixpanel/endpoints/profiles";
import { asProfileUpdate } from "../../mixpanel/ingest/profileRows";
import { updatesFrom } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const createProfile = defineAction({
  endpoint,
  label: "Create Profile",
  description: "Creates one or more user profiles, or sets properties of existing ones",
  important: true,
  inputs: {
    properties: recordsOrRowsInput("Properties", {
      expected: "a profile or a list of profiles",
      example: [{ $distinct_id: "user-12345", $set: { $name: "Jane Doe", plan: "pro" } }],
      comments:
        "One profile, or a list of them: $distinct_id says whose profile it is, and $set contains its properties. Profiles as Query Profile returns them ($distinct_id and $properties) and flat rows (distinct_id, and a column for each property) are taken too: their properties are set. So is CSV with a header, whose column distinct_id says which user a row is about; Rows And Columns is for other columns. $token is added from the connection. Special properties such as $email and $name are listed at https://docs.mixpanel.com/docs/data-structure/user-profiles. An empty list or file succeeds with no profiles.",
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
    const reading = { input: "Properties", mapping: params.mapping, zone: params.timeZone };
    const { records, map = asProfileUpdate, warnings } = await updatesFrom(params.properties, "users", reading);
    return runProfileUpdates({ client, logger }, endpoint, params, { updates: records, map, warnings });
  },
});
