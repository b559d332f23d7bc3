import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { resumePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { anything, keyed, nullable } from "../../platform/shape";

export const resumePipeline = defineOperation({
  endpoint,
  label: "Resume Pipeline (Legacy)",
  description: `Continues a paused pipeline. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  output: nullable(keyed(anything(), "Mixpanel's response; null if it is empty.")),
  example: null,
});
