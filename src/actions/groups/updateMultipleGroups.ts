import { groupKey, groupUpdates } from "../../inputs/groups";
import { failOnRejected, verbose } from "../../inputs/ingestion";
import { region } from "../../inputs/residency";
import { pace, resumeFrom, skipInvalid, validateOnly } from "../../inputs/tuning";
import { updateMultipleGroups as endpoint } from "../../mixpanel/endpoints/groups";
import { GROUP_PROFILES, withGroupKey } from "../../mixpanel/ingest/profileKinds";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleGroups = defineAction({
  endpoint,
  label: "Update Multiple Groups",
  description:
    "Changes the profiles of any number of groups, such as companies: sets, adds to, removes or unsets properties, or deletes profiles",
  inputs: { groupUpdates, groupKey, region, verbose, failOnRejected, validateOnly, skipInvalid, ...pace, resumeFrom },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: ({ client, params, logger }) =>
    runProfileUpdates({ client, logger }, endpoint, params, {
      updates: params.groupUpdates,
      map: (record) => withGroupKey(record, params.groupKey),
      kind: GROUP_PROFILES,
    }),
});
