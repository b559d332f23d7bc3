import { experiment_id } from "../../inputs/experiments";
import { unarchiveExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const unarchiveExperiment = defineOperation({
  endpoint,
  label: "Unarchive Experiment",
  description: "Restores an archived experiment with the status it had. It does not delete anything",
  inputs: { experiment_id },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.draft,
});
