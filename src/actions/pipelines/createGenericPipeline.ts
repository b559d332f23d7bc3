import { DEPRECATED } from "../../inputs/pipelines";
import { pathInput, pipelineData, rawInputs } from "../../inputs/rawRequest";
import { dataAndDomain } from "../../inputs/residency";
import { createGenericPipeline as endpoint } from "../../mixpanel/endpoints/raw";
import { defineAction } from "../../platform/defineAction";
import { runGenericPipeline } from "../../platform/genericPipeline";
import { anything } from "../../platform/shape";

export const createGenericPipeline = defineAction({
  endpoint,
  label: "Create Generic Pipeline (Legacy)",
  description: `Creates a pipeline of any type: BigQuery, Snowflake, Amazon S3, Azure or Google Cloud Storage. ${DEPRECATED}`,
  inputs: {
    url: pathInput({
      default: "/nessie/pipeline/create",
      example: "/nessie/pipeline/create",
      comments: "The path to call, below /api/2.0 of the pipelines host.",
    }),
    dataAndDomain,
    ...rawInputs,
    data: pipelineData,
  },
  output: anything("Mixpanel's response: the names of the new pipelines."),
  example: { pipeline_names: ["trial-events-daily-bigquery-monoschema", "trial-people-daily-bigquery-monoschema"] },
  run: ({ client, params }) => runGenericPipeline(client, endpoint.operation, params),
});
