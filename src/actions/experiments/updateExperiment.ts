import {
  description,
  experiment_id,
  experimentName,
  experimentPlace,
  global_access_type,
  hypothesis,
  metrics,
  momentInput,
  settings,
  variants,
} from "../../inputs/experiments";
import { group } from "../../inputs/group";
import { listInput, textInput } from "../../inputs/kinds";
import { updateExperiment as endpoint } from "../../mixpanel/endpoints/experiments";
import { changeExperiment } from "../../mixpanel/experiments/lifecycle";
import { defineAction } from "../../platform/defineAction";
import { ONE_EXPERIMENT_EXAMPLES, oneExperimentOutput } from "../../platform/experiments";

export const updateExperiment = defineAction({
  endpoint,
  label: "Update Experiment",
  description:
    "Changes an experiment. Inputs that are left empty change nothing. Mixpanel replaces settings as a whole, so the step reads the experiment first and adds the given settings to the current ones. Lists replace the current list. Launch, Force Conclude and Decide Experiment change its status",
  inputs: {
    experiment_id,
    name: textInput("Name", experimentName),
    description,
    hypothesis,
    variants,
    metrics,
    settings: settings(
      "A setting that is given replaces the one of the same name; the others stay as they are. After the launch, Mixpanel does not change who is in the experiment, or its statistical model.",
    ),
    ...experimentPlace,
    details: group("Details", "Tags, dates and access.", {
      tags: listInput("Tags", {
        example: "checkout",
        comments: "Tags of the experiment. The list replaces all its tags.",
      }),
      start_date: momentInput("Start Date", "When the experiment starts, with a time zone."),
      end_date: momentInput("End Date", "When the experiment ends, with a time zone."),
      global_access_type,
    }),
  },
  output: oneExperimentOutput,
  example: ONE_EXPERIMENT_EXAMPLES.draft,
  run: ({ client, params: { experiment_id, workspace_id, regionAndDomain: _, ...change } }) =>
    changeExperiment(client, { experiment_id, workspace_id }, change),
});
