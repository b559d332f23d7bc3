import { experiment_id, experimentPlace } from "../../inputs/experiments";
import { launchExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { launch } from "../../mixpanel/experiments/lifecycle";
import { defineAction } from "../../platform/defineAction";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const launchExperiment = defineAction({
  endpoint,
  label: "Launch Experiment",
  description:
    "Starts an experiment that is a draft, and enables its feature flag. This cannot be undone, and the variants can no longer change. An experiment with another status is left as it is, and the step fails",
  inputs: { experiment_id, ...experimentPlace },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.active,
  run: ({ client, params: { experiment_id, workspace_id } }) => launch(client, { experiment_id, workspace_id }),
});
