import { listPipelines as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";

export const listPipelines = defineOperation({
  endpoint,
  label: "List Pipelines",
  description: "Lists the pipelines of a project, keyed by the project's ID",
  inputs: {},
  output: {
    type: "object",
    additionalProperties: {
      type: "array",
      items: {
        type: "object",
        properties: {
          name: { type: "string" },
          Dispatcher: { type: "string" },
          last_dispatched: { type: "string" },
          frequency: { type: "string" },
          sync_enabled: { type: "string" },
        },
        required: ["name"],
      },
    },
  },
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
