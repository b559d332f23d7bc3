import { experiment_id, experimentPlace } from "../../inputs/experiments";
import { choiceInput, textInput } from "../../inputs/kinds";
import { decideExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { decide } from "../../mixpanel/experiments/lifecycle";
import { defineAction } from "../../platform/defineAction";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const decideExperiment = defineAction({
  endpoint,
  label: "Decide Experiment",
  description:
    "Records the outcome of a concluded experiment. For a success, the feature flag then gives the chosen variant to all its users. This cannot be undone. An experiment with another status is left as it is, and the step fails",
  inputs: {
    experiment_id,
    success: choiceInput("Success", {
      choices: ["true", "false"],
      names: { true: "Success: ship a variant", false: "Fail" },
      required: true,
      comments: "The outcome of the experiment.",
    }),
    variant: textInput("Variant", {
      example: "treatment",
      comments: "The key of the variant that won. Required for a success.",
    }),
    message: textInput.required("Message", {
      example: "Purchases increased by 4 %.",
      comments: "The reason for the decision. Mixpanel refuses a decision without it.",
    }),
    ...experimentPlace,
  },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.success,
  run: ({ client, params: { experiment_id, workspace_id, success, variant, message } }) =>
    decide(client, { experiment_id, workspace_id }, { success: success === "true", variant, message }),
});
