import { failOnRejected, redirect, verbose } from "../../inputs/ingestion";
import { allowPlaceholderIds, deleteProfiles, ignoreAlias } from "../../inputs/profiles";
import { region } from "../../inputs/residency";
import { pace, resumeFrom, skipInvalid, validateOnly } from "../../inputs/tuning";
import { deleteProfile as endpoint } from "../../mixpanel/endpoints/profiles";
import { deletionOf, fromBareId, USER_PROFILES } from "../../mixpanel/ingest/profileKinds";
import { isRecord } from "../../mixpanel/records/json";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

/** A deletion as Mixpanel takes it, made of a distinct ID or of an object that may already be one. */
function deletion(record: unknown, ignoreAlias: boolean | undefined): unknown {
  const given = fromBareId(record, "$distinct_id");
  if (!isRecord(given)) return given;
  return { $delete: "", ...(ignoreAlias === undefined ? {} : { $ignore_alias: ignoreAlias }), ...given };
}

export const deleteProfile = defineAction({
  endpoint,
  label: "Delete Profile",
  description: "Deletes user profiles and all their properties for good; their events stay",
  inputs: {
    deleteProfiles,
    ignoreAlias,
    allowPlaceholderIds,
    region,
    verbose,
    redirect,
    failOnRejected,
    validateOnly,
    skipInvalid,
    ...pace,
    resumeFrom,
  },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: ({ client, params, logger }) =>
    runProfileUpdates({ client, logger }, endpoint, params, {
      updates: params.deleteProfiles,
      map: (record) => deletion(record, params.ignoreAlias),
      kind: deletionOf(USER_PROFILES, params.allowPlaceholderIds),
    }),
});
