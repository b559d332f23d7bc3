import { deliveryGroup, redirect, strict, verbose } from "../../inputs/delivery";
import { textInput } from "../../inputs/kinds";
import { project_token } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { createIdentity as endpoint } from "../../mixpanel/endpoints/identities";
import { sendIdentity } from "../../mixpanel/identities";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedOutput } from "../../platform/outputs";

export const createIdentity = defineAction({
  endpoint,
  label: "Create Identity",
  description:
    "Tells Mixpanel that an anonymous user and a known user are the same person, in projects with Original ID Merge",
  inputs: {
    identified_id: textInput.required("Identified ID", {
      expected: "an ID",
      example: "user-12345",
      comments:
        "The ID of the known user, which the app uses after login. A placeholder such as undefined or null is rejected, because the link cannot be undone.",
    }),
    anon_id: textInput.required("Anon ID", {
      expected: "an ID",
      example: "2a3b4c5d-1234-4abc-9def-0123456789ab",
      comments:
        "The ID that the same user had before login, as created by Mixpanel's SDKs: a version 4 UUID, or $device: followed by a UUID.",
    }),
    project_token,
    region,
    deliveryOptions: deliveryGroup({
      strict,
      verbose,
      redirect,
    }),
  },
  output: acceptedOutput,
  example: ACCEPTED_EXAMPLE,
  run: ({ client, params }) =>
    sendIdentity(
      client,
      { identifiedId: params.identified_id, anonId: params.anon_id },
      { projectToken: params.project_token, strict: params.strict ?? "1", verbose: params.verbose ?? "1" },
    ),
});
