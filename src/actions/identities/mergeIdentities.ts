import { useProjectToken } from "../../inputs/delivery";
import { nameInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { mergeIdentities as endpoint } from "../../mixpanel/endpoints/identities";
import { sendMerge } from "../../mixpanel/identities";
import { defineAction } from "../../platform/defineAction";
import { integer, object, optional, text } from "../../platform/shape";

const WARNING =
  "The merge cannot be undone. An ID that several users share would make one user of all of them, so a placeholder such as undefined or null is rejected.";

export const mergeIdentities = defineAction({
  endpoint,
  label: "Merge Identities Permanently",
  description:
    "Makes one user of two: Mixpanel counts the events of both as one user's from then on. This cannot be undone. Only for projects with Original ID Merge",
  inputs: {
    firstDistinctId: nameInput.required("First Distinct ID", {
      expected: "the ID of one of the two users",
      example: "user-12345",
      comments: `The ID of one of the two users. ${WARNING}`,
    }),
    secondDistinctId: nameInput.required("Second Distinct ID", {
      expected: "the ID of the other user",
      example: "user-67890",
      comments: "The ID of the other user. Mixpanel decides which of the two IDs it keeps as the user's main one.",
    }),
    project_id,
    region,
    useProjectToken,
  },
  output: object({
    code: optional(integer()),
    status: optional(text()),
    num_records_imported: integer("1, the merge."),
  }),
  example: { code: 200, num_records_imported: 1, status: "OK" },
  run: ({ client, params }) =>
    sendMerge(client, [params.firstDistinctId, params.secondDistinctId], {
      projectId: params.project_id,
      useProjectToken: params.useProjectToken,
    }),
});
