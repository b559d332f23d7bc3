import { userIdMapping } from "../../inputs/columns";
import { failOnRejected, redirect, verbose } from "../../inputs/delivery";
import { recordsOrRowsInput } from "../../inputs/kinds";
import { allowPlaceholderIds, ignoreAlias } from "../../inputs/profiles";
import { region } from "../../inputs/residency";
import { sendingGroup } from "../../inputs/sending";
import { deleteProfile as endpoint } from "../../mixpanel/endpoints/profiles";
import { deletionOf, fromBareId, USER_PROFILES } from "../../mixpanel/ingest/profileKinds";
import { isRecord } from "../../mixpanel/records/json";
import { idsFrom, thenChanged } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

/** A deletion as Mixpanel takes it, made of a distinct ID or of an object that may already be one. */
function deletion(record: unknown, ignoreAlias: boolean | undefined): unknown {
  const given = fromBareId(record, "$distinct_id");
  if (!isRecord(given)) return given;
  return { $delete: "", ...(ignoreAlias === undefined ? {} : { $ignore_alias: ignoreAlias }), ...given };
}

export const deleteProfile = defineAction({
  endpoint,
  label: "Delete Multiple Profiles",
  description: "Permanently deletes any number of user profiles with all their properties. Their events stay",
  inputs: {
    deleteProfiles: recordsOrRowsInput("Delete Profiles", {
      atLeastOne: true,
      expected: "at least one distinct ID",
      example: [{ $distinct_id: "user-12345", $delete: "" }],
      comments:
        'The profiles to delete permanently: a list of distinct IDs, or of objects with $distinct_id, or CSV with a header that has the column distinct_id. If the ID may be an alias of another profile, turn Ignore Alias on, or add "$ignore_alias": true to an object, to delete only the profile with exactly this ID.',
    }),
    ignoreAlias,
    allowPlaceholderIds,
    region,
    verbose,
    redirect,
    failOnRejected,
    mapping: userIdMapping,
    sending: sendingGroup({}),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const { deleteProfiles, ignoreAlias, mapping } = params;
    const ids = await idsFrom(deleteProfiles, "users", { input: "Delete Profiles", mapping });
    return runProfileUpdates({ client, logger }, endpoint, params, {
      updates: ids.records,
      map: thenChanged(ids, (record) => deletion(record, ignoreAlias)),
      kind: deletionOf(USER_PROFILES, params.allowPlaceholderIds),
    });
  },
});
