import { pipelineEvents, pipelineName } from "../../inputs/pipelines";
import { where } from "../../inputs/queries";
import { editGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";

export const editGCSPipeline = defineOperation({
  endpoint,
  label: "Edit GCS Pipeline",
  description: "Changes which events a pipeline exports",
  inputs: { name: pipelineName, events: pipelineEvents, where },
  output: { type: ["object", "null"], description: "Mixpanel's response; null if it is empty." },
  example: null,
});
