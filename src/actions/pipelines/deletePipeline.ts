import { pipelineName } from "../../inputs/pipelines";
import { useProjectToken } from "../../inputs/project";
import { deletePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";

export const deletePipeline = defineOperation({
  endpoint,
  label: "Delete Pipeline",
  description: "Permanently deletes a pipeline and its history. Nothing more is exported",
  inputs: { name: pipelineName },
  steering: { useProjectToken },
  output: { type: ["object", "null"], description: "Mixpanel's response; null if it is empty." },
  example: null,
});
