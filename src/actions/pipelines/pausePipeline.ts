import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { pausePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { anything, keyed, nullable } from "../../platform/shape";

export const pausePipeline = defineOperation({
  endpoint,
  label: "Pause Pipeline (Legacy)",
  description: `Pauses a pipeline: running jobs are stopped, and no new ones start. Resume Pipeline continues it. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  output: nullable(keyed(anything(), "Mixpanel's response; null if it is empty.")),
  example: null,
});
