import { deliveryGroup, redirect, strict, verbose } from "../../inputs/delivery";
import { nameInput } from "../../inputs/kinds";
import { project_token } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { createAlias as endpoint } from "../../mixpanel/endpoints/identities";
import { sendAlias } from "../../mixpanel/identities";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedOutput } from "../../platform/outputs";

export const createAlias = defineAction({
  endpoint,
  label: "Create Alias",
  description: "Adds a second ID to a user, in projects with Original ID Merge",
  inputs: {
    distinct_id: nameInput.required("Distinct ID", {
      expected: "an ID",
      example: "user-12345",
      comments: "The ID that Mixpanel already has for the user.",
    }),
    alias: nameInput.required("Alias", {
      expected: "an ID",
      example: "jane@example.com",
      comments:
        "A second ID for the same user. An alias belongs to one user permanently, so a placeholder such as undefined or null is rejected.",
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
    sendAlias(
      client,
      { distinctId: params.distinct_id, alias: params.alias },
      { projectToken: params.project_token, strict: params.strict ?? "1", verbose: params.verbose ?? "1" },
    ),
});
