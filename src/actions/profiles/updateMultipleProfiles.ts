import { failOnRejected, redirect, verbose } from "../../inputs/ingestion";
import { propertiesToUpdate } from "../../inputs/profiles";
import { region } from "../../inputs/residency";
import { pace, resumeFrom, skipInvalid, validateOnly } from "../../inputs/tuning";
import { updateMultipleProfiles as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const updateMultipleProfiles = defineAction({
  endpoint,
  label: "Update Multiple Profiles",
  description:
    "Changes any number of user profiles: sets, adds, appends, removes or unsets properties, or deletes profiles",
  inputs: {
    propertiesToUpdate,
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
      updates: params.propertiesToUpdate,
    }),
});
