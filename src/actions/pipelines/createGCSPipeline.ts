import { assertDateOrder } from "../../inputs/cleanDates";
import { group } from "../../inputs/group";
import { choiceInput, dateInput } from "../../inputs/kinds";
import { DEPRECATED, gcsBucket, pipelineEvents, trial } from "../../inputs/pipelines";
import { where } from "../../inputs/queries";
import { createGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { defineOperation } from "../../platform/defineOperation";
import { assertPipelineStart } from "../../platform/definePipeline";
import { list, object, text } from "../../platform/shape";

export const createGCSPipeline = defineOperation({
  endpoint,
  label: "Create GCS Pipeline (Legacy)",
  description: `Creates a pipeline that exports raw events to a Google Cloud Storage bucket. ${DEPRECATED}`,
  inputs: {
    ...gcsBucket,
    from_date: {
      ...dateInput("From Date", {
        example: "2024-01-01",
        comments:
          "First day to export, as yyyy-mm-dd, at most six months ago. Required unless Trial is true: a trial exports from yesterday on.",
      }),
      required: true,
    },
    to_date: dateInput("To Date", {
      example: "2024-01-31",
      comments: "Last day to export, as yyyy-mm-dd. Leave it empty to keep exporting new days.",
    }),
    trial,
    frequency: choiceInput("Frequency", {
      choices: ["daily", "hourly"],
      default: "daily",
      empty: "Mixpanel's default",
      comments: "How often to export. Only sent if To Date is empty: a range with an end is exported once.",
    }),
    filters: group("Filters", "Which events to export.", {
      events: pipelineEvents,
      where,
    }),
  },
  output: object({ pipeline_names: list(text()) }),
  example: { pipeline_names: ["trial-events-daily-gcs-raw"] },
  check: ({ from_date, to_date, trial }) => {
    assertDateOrder(from_date, to_date);
    assertPipelineStart({ from_date, trial }, Date.now());
  },
  leaveOut: ({ to_date }) => (to_date === undefined ? [] : ["frequency"]),
});
