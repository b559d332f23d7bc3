import { listExperiments as endpoint } from "../mixpanel/endpoints/experiments";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const experiments = definePicklist({
  endpoint,
  label: "Select Experiment",
  description: "Lists the workspace's experiments, without archived ones",
  byHand: "If the list cannot be loaded, type the ID of the experiment; List Experiments returns it as id.",
  example: [{ key: "5f0c1d2e-3b4a-4c5d-9e8f-7a6b5c4d3e2f", label: "Checkout layout (draft)" }],
  choices: ({ results }) =>
    results
      .filter(isRecord)
      .flatMap(({ id, name, status }) => choice(id, name, typeof status === "string" ? status : undefined)),
});
