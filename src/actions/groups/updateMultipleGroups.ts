import { groupColumns } from "../../inputs/columns";
import { failOnRejected, verbose } from "../../inputs/delivery";
import { groupKey } from "../../inputs/groups";
import { recordsOrRowsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { updateMultipleGroups as endpoint } from "../../mixpanel/endpoints/groups";
import { GROUP_PROFILES, withGroupKey } from "../../mixpanel/ingest/profileKinds";
import { thenChanged, updatesFrom } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleGroups = defineAction({
  endpoint,
  label: "Update Multiple Groups",
  description:
    "Updates the profiles of any number of groups, such as companies: sets, adds to, removes or unsets properties, or deletes profiles",
  inputs: {
    groupUpdates: recordsOrRowsInput("Group Updates", {
      expected: "a list of group updates",
      example: [
        { $group_key: "company_id", $group_id: "acme-inc", $set: { $name: "Acme Inc.", plan: "enterprise" } },
        { $group_key: "company_id", $group_id: "globex", $union: { features: ["sso"] } },
      ],
      comments:
        "A list of group updates of any length. Each has a $group_id, a $group_key (unless Group Key is filled in) and an operation that changes at least one property: $set, $set_once, $remove, $union, $unset or $delete. CSV with a header is taken too: its column group_id says which group a row is about, and the other columns are set as properties; Rows And Columns is for other columns. $token is added from the connection. An empty list or file succeeds with no updates.",
    }),
    groupKey,
    region,
    verbose,
    failOnRejected,
    rowsAndColumns: groupColumns,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const { groupUpdates, groupKey, mapping, timeZone: zone } = params;
    const reading = { input: "Group Updates", mapping, zone };
    const optional = groupKey === undefined ? [] : (["$group_key"] as const);
    const read = await updatesFrom(groupUpdates, "groups", reading, optional);
    return runProfileUpdates({ client, logger }, endpoint, params, {
      updates: read.records,
      map: thenChanged(read, (record) => withGroupKey(record, groupKey)),
      kind: GROUP_PROFILES,
      warnings: read.warnings,
    });
  },
});
