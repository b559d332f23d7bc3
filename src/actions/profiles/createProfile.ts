import { failOnRejected, redirect, verbose } from "../../inputs/ingestion";
import { properties } from "../../inputs/profiles";
import { region } from "../../inputs/residency";
import { pace, resumeFrom, skipInvalid, validateOnly } from "../../inputs/tuning";
import { createProfile as endpoint } from "../../mixpanel/endpoints/profiles";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { runProfileUpdates } from "../../platform/profileUpdates";

export const createProfile = defineAction({
  endpoint,
  label: "Create Profile",
  description: "Creates user profiles, or sets properties of those that exist",
  important: true,
  inputs: { properties, region, verbose, redirect, failOnRejected, validateOnly, skipInvalid, ...pace, resumeFrom },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: ({ client, params, logger }) =>
    runProfileUpdates({ client, logger }, endpoint, params, { updates: params.properties }),
});
