import { booleanInput, listInput } from "../../inputs/kinds";
import { DEPRECATED, pipelineName } from "../../inputs/pipelines";
import { getPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { anything, keyed } from "../../platform/shape";

const STATUSES = ["pending", "running", "retried", "failed", "canceled", "timed_out"];

const summary = {
  ...booleanInput("Summary", {
    comments: "When true, returns the number of tasks for each status. When false, returns the tasks themselves.",
  }),
  default: "false",
};

export const getPipeline = defineOperation({
  endpoint,
  label: "Get Pipeline (Legacy)",
  description: `Returns the tasks of a pipeline, grouped by status. ${DEPRECATED}`,
  inputs: {
    name: pipelineName,
    summary,
    status: listInput("Status", {
      choices: STATUSES,
      example: "failed",
      comments: `Returns only tasks with one of these statuses: ${STATUSES.join(", ")}. Leave it empty for all.`,
    }),
  },
  output: keyed(anything(), "Tasks by status, or the number of tasks if Summary is true."),
  example: {
    canceled: [],
    retried: [],
    succeeded: [
      {
        name: "events-daily-gcs-raw-1",
        state: "succeeded",
        last_finish: "0000-12-31T16:00:00-08:00",
        run_at: "2019-02-26T00:00:00-08:00",
        from_date: "2019-02-25T00:00:00-08:00",
        to_date: "2019-02-25T00:00:00-08:00",
      },
    ],
  },
});
