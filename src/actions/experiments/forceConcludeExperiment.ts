import { experiment_id, experimentPlace, momentInput } from "../../inputs/experiments";
import { forceConcludeExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { conclude } from "../../mixpanel/experiments/lifecycle";
import { defineAction } from "../../platform/defineAction";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const forceConcludeExperiment = defineAction({
  endpoint,
  label: "Force Conclude Experiment",
  description:
    "Ends an active experiment now, and disables its feature flag. This cannot be undone. Decide Experiment is the next step. An experiment with another status is left as it is, and the step fails",
  inputs: {
    experiment_id,
    end_date: momentInput(
      "End Date",
      "When the experiment ended, with a time zone. Leave it empty for the current time.",
    ),
    ...experimentPlace,
  },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.concluded,
  run: ({ client, params: { experiment_id, workspace_id, end_date } }) =>
    conclude(client, { experiment_id, workspace_id }, { end_date }),
});
