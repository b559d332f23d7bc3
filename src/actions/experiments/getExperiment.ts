import { experiment_id } from "../../inputs/experiments";
import { getExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const getExperiment = defineOperation({
  endpoint,
  label: "Get Experiment",
  description:
    "Returns one experiment with its settings, its status and its feature flag. Its cached results can be large",
  inputs: { experiment_id },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.active,
});
