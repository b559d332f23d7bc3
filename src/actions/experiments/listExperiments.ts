import { listExperiments as endpoint } from "../../mixpanel/endpoints/experiments";
import { defineOperation } from "../../platform/defineOperation";
import { EXPERIMENT_EXAMPLE, experimentOutput } from "../../platform/experiments";
import { list, object, text } from "../../platform/shape";

export const listExperiments = defineOperation({
  endpoint,
  label: "List Experiments",
  description:
    "Lists the experiments of a workspace, without archived ones. Mixpanel returns all of them at once, and responds with an error if the project does not have the experiments add-on",
  inputs: {},
  output: object({ status: text(), results: list(experimentOutput) }),
  example: { status: "ok", results: [EXPERIMENT_EXAMPLE] },
});
