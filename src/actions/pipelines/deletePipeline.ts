import { pipelineName } from "../../inputs/pipelines";
import { useProjectToken } from "../../inputs/project";
import { deletePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";

export const deletePipeline = defineOperation({
  endpoint,
  label: "Delete Pipeline",
  description: "Deletes a pipeline and its history for good; nothing more is exported",
  inputs: { name: pipelineName },
  steering: { useProjectToken },
  output: { type: ["object", "null"], description: "Mixpanel's answer; null where it is empty." },
  example: null,
});
