import { anon_id, identified_id } from "../../inputs/identities";
import { redirect, strict, verbose } from "../../inputs/ingestion";
import { project_token } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { createIdentity as endpoint } from "../../mixpanel/endpoints/identities";
import { sendIdentity } from "../../mixpanel/identities";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedOutput } from "../../platform/outputs";

export const createIdentity = defineAction({
  endpoint,
  label: "Create Identity",
  description: "Tells Mixpanel that an anonymous user and a known user are one, in projects with Original ID Merge",
  inputs: { identified_id, anon_id, project_token, region, strict, verbose, redirect },
  output: acceptedOutput,
  example: ACCEPTED_EXAMPLE,
  run: ({ client, params }) =>
    sendIdentity(
      client,
      { identifiedId: params.identified_id, anonId: params.anon_id },
      { projectToken: params.project_token, strict: params.strict ?? "1", verbose: params.verbose ?? "1" },
    ),
});
