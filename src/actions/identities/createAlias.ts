import { alias, distinct_id } from "../../inputs/identities";
import { redirect, strict, verbose } from "../../inputs/ingestion";
import { project_token } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { createAlias as endpoint } from "../../mixpanel/endpoints/identities";
import { sendAlias } from "../../mixpanel/identities";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedOutput } from "../../platform/outputs";

export const createAlias = defineAction({
  endpoint,
  label: "Create Alias",
  description: "Gives a user a second ID, in projects with Original ID Merge",
  inputs: { distinct_id, alias, project_token, region, strict, verbose, redirect },
  output: acceptedOutput,
  example: ACCEPTED_EXAMPLE,
  run: ({ client, params }) =>
    sendAlias(
      client,
      { distinctId: params.distinct_id, alias: params.alias },
      { projectToken: params.project_token, strict: params.strict ?? "1", verbose: params.verbose ?? "1" },
    ),
});
