import { groupIdMapping } from "../../inputs/columns";
import { failOnRejected, verbose } from "../../inputs/delivery";
import { groupKey } from "../../inputs/groups";
import { recordsOrRowsInput } from "../../inputs/kinds";
import { allowPlaceholderIds } from "../../inputs/profiles";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { deleteGroup as endpoint } from "../../mixpanel/endpoints/groups";
import { deletionOf, fromBareId, GROUP_PROFILES, withGroupKey } from "../../mixpanel/ingest/profileKinds";
import { isRecord } from "../../mixpanel/records/json";
import { idsFrom, thenChanged } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

/** A deletion as Mixpanel takes it, made of a group ID or of an object that may already be one. */
function deletion(record: unknown, groupKey: string | undefined): unknown {
  const given = fromBareId(record, "$group_id");
  return isRecord(given) ? { $delete: "", ...withGroupKey(given, groupKey) } : given;
}

export const deleteGroup = defineAction({
  endpoint,
  label: "Delete Multiple Groups",
  description:
    "Permanently deletes the profiles of any number of groups, such as companies, with all their properties. Their events stay",
  inputs: {
    deleteGroups: recordsOrRowsInput("Delete Groups", {
      atLeastOne: true,
      expected: "at least one group ID",
      example: [
        { $group_key: "company_id", $group_id: "acme-inc" },
        { $group_key: "company_id", $group_id: "globex" },
      ],
      comments:
        'The groups whose profiles to delete permanently: a list of objects with $group_key and $group_id, or, if Group Key is filled in, a list of group IDs such as ["acme-inc", "globex"]. Or CSV with a header that has the column group_id.',
    }),
    groupKey,
    allowPlaceholderIds,
    region,
    verbose,
    failOnRejected,
    mapping: groupIdMapping,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const { deleteGroups, groupKey, mapping } = params;
    const optional = groupKey === undefined ? [] : (["$group_key"] as const);
    const ids = await idsFrom(deleteGroups, "groups", { input: "Delete Groups", mapping }, optional);
    return runProfileUpdates({ client, logger }, endpoint, params, {
      updates: ids.records,
      map: thenChanged(ids, (record) => deletion(record, groupKey)),
      kind: deletionOf(GROUP_PROFILES, params.allowPlaceholderIds),
    });
  },
});
