import { token, tracking_id } from "../../inputs/privacy";
import { regionAndDomain } from "../../inputs/residency";
import { getRetrieval as endpoint } from "../../mixpanel/endpoints/privacy";
import { parametersOf } from "../../mixpanel/http/parameters";
import { retrievalOf } from "../../mixpanel/privacy/tasks";
import { defineAction } from "../../platform/defineAction";
import { retrievalOutput } from "../../platform/privacy";

export const getRetrieval = defineAction({
  endpoint,
  label: "Get Data Retrieval",
  description:
    "Returns where a data retrieval stands, and the link to the data once it has succeeded. A task that does not exist has the task_status NOT_FOUND",
  inputs: { tracking_id: tracking_id("Create Data Retrieval"), token, regionAndDomain },
  output: retrievalOutput,
  example: {
    tracking_id: "1234567890123456789",
    task_status: "SUCCESS",
    compliance_type: null,
    download_url: "https://storage.example.com/retrievals/9871287366712",
    status: "ok",
    results: {
      status: "SUCCESS",
      results: "https://storage.example.com/retrievals/9871287366712",
      distinct_ids: ["user-12345"],
    },
  },
  run: async ({ client, params }) =>
    retrievalOf(await client.call(endpoint, parametersOf(endpoint, params)), params.tracking_id),
});
