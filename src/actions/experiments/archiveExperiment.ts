import { experiment_id } from "../../inputs/experiments";
import { archiveExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";

export const archiveExperiment = defineOperation({
  endpoint,
  label: "Archive Experiment",
  description: "Hides an experiment from lists. Its feature flag is not archived. Unarchive Experiment undoes this",
  inputs: { experiment_id },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
});
