import {
  description,
  experimentName,
  global_access_type,
  hypothesis,
  metrics,
  settings,
  variants,
} from "../../inputs/experiments";
import { textInput } from "../../inputs/kinds";
import { createExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const createExperiment = defineOperation({
  endpoint,
  label: "Create Experiment",
  description:
    "Creates an experiment as a draft, and a feature flag for it. Launch Experiment starts it. Projects without the experiments add-on can have three experiments, which cannot be deleted",
  inputs: {
    name: textInput.required("Name", experimentName),
    description,
    hypothesis,
    variants,
    metrics,
    settings: settings("Leave it empty for Mixpanel's defaults."),
    global_access_type,
  },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.draft,
});
