import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { pathInput, pipelineData, rawInputs } from "../../inputs/rawRequest";
import { dataAndDomain } from "../../inputs/residency";
import { editGenericPipeline as endpoint } from "../../mixpanel/endpoints/raw";
import { defineAction } from "../../platform/defineAction";
import { runGenericPipeline } from "../../platform/genericPipeline";
import { anything } from "../../platform/shape";

export const editGenericPipeline = defineAction({
  endpoint,
  label: "Edit Generic Pipeline (Legacy)",
  description: `Changes the parameters of a pipeline of any type. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    url: pathInput({
      default: "/nessie/pipeline/edit",
      example: "/nessie/pipeline/edit",
      comments: "The path to call, below /api/2.0 of the pipelines host.",
    }),
    dataAndDomain,
    ...rawInputs,
    data: pipelineData,
  },
  output: anything("Mixpanel's response; empty text if it is empty."),
  example: "",
  run: ({ client, params }) => runGenericPipeline(client, endpoint.operation, params, { name: params.name }),
});
