import { experiment_id } from "../../inputs/experiments";
import { deleteExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";

export const deleteExperiment = defineOperation({
  endpoint,
  label: "Delete Experiment",
  description:
    "Permanently deletes an experiment; its feature flag stays. This cannot be undone. Mixpanel may refuse this in projects without the experiments add-on. Archive Experiment hides the experiment instead, and can be undone",
  inputs: { experiment_id },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
});
