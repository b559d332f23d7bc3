import { token, tracking_id } from "../../inputs/privacy";
import { regionAndDomain } from "../../inputs/residency";
import { getDeletion as endpoint } from "../../mixpanel/endpoints/privacy";
import { parametersOf } from "../../mixpanel/http/parameters";
import { deletionOf } from "../../mixpanel/privacy/tasks";
import { defineAction } from "../../platform/defineAction";
import { deletionOutput } from "../../platform/privacy";

export const getDeletion = defineAction({
  endpoint,
  label: "Get Data Deletion",
  description:
    "Returns where a data deletion stands, and whether it can still be cancelled. A task that does not exist has the task_status NOT_FOUND",
  inputs: { tracking_id: tracking_id("Create Data Deletion"), token, regionAndDomain },
  output: deletionOutput,
  example: {
    tracking_id: "1234567890123456789",
    task_status: "PENDING",
    compliance_type: "GDPR",
    can_cancel: true,
    status: "ok",
    results: {
      tracking_id: "1234567890123456789",
      status: "PENDING",
      requesting_user: "privacy@example.com",
      compliance_type: "gdpr",
      project_id: 1234567,
      date_requested: "2024-01-31T12:00:00",
      distinct_ids: ["user-12345"],
    },
  },
  run: async ({ client, params }) =>
    deletionOf(await client.call(endpoint, parametersOf(endpoint, params)), params.tracking_id),
});
