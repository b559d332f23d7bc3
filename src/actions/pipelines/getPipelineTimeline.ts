import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { getPipelineTimeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { list, object, optional, text } from "../../platform/shape";

export const getPipelineTimeline = defineOperation({
  endpoint,
  label: "Get Pipeline Timeline (Legacy)",
  description: `Returns when the data of each day were exported by a pipeline. ${DEPRECATED}`,
  inputs: { name: pipelineName },
  output: object({
    day_syncs: list(
      object({
        date: text(),
        sync_times: optional(list(text("A time with its zone; some begin with a space."))),
        status: optional(text()),
      }),
    ),
  }),
  example: {
    day_syncs: [{ date: "2024-01-15", sync_times: ["2024-01-16 14:27:46.044605 -0700 PDT"], status: "synced" }],
  },
});
