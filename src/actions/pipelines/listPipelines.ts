import { DEPRECATED } from "../../inputs/pipelines";
import { listPipelines as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { keyed, list, object, optional, text } from "../../platform/shape";

export const listPipelines = defineOperation({
  endpoint,
  label: "List Pipelines (Legacy)",
  description: `Lists the pipelines of a project, keyed by the project's ID. ${DEPRECATED}`,
  inputs: {},
  output: keyed(
    list(
      object({
        name: text(),
        Dispatcher: optional(text()),
        last_dispatched: optional(text()),
        frequency: optional(text()),
        sync_enabled: optional(text()),
      }),
    ),
  ),
  example: {
    "9876543210": [
      {
        name: "events-daily-bigquery-monoschema",
        Dispatcher: "backfill",
        last_dispatched: "2019-02-01 12:00:00 US/Pacific",
        frequency: "hourly",
        sync_enabled: "true",
      },
    ],
  },
});
