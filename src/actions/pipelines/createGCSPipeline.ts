import { assertDateOrder, boolean } from "../../inputs/clean";
import { group } from "../../inputs/group";
import { choiceInput, dateInput, textInput, typedInput } from "../../inputs/kinds";
import { pipelineEvents } from "../../inputs/pipelines";
import { where } from "../../inputs/queries";
import { createGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { InputError } from "../../mixpanel/errors";
import { earliestPipelineStart } from "../../mixpanel/raw/pipelineStart";
import { defineOperation } from "../../platform/defineOperation";
import { list, object, text } from "../../platform/shape";

const GCS_REGIONS = [
  "northamerica-northeast1",
  "us-central1",
  "us-east1",
  "us-east4",
  "us-west1",
  "us-west2",
  "southamerica-east1",
  "europe-north1",
  "europe-west1",
  "europe-west2",
  "europe-west3",
  "europe-west4",
  "europe-west6",
  "asia-east1",
  "asia-east2",
  "asia-northeast1",
  "asia-northeast2",
  "asia-northeast3",
  "asia-south1",
  "asia-southeast1",
  "australia-southeast1",
] as const;

const TRIAL_COMMENTS = "When true, creates a trial pipeline, which exports 30 days starting with yesterday.";
const trial = {
  ...typedInput("Trial", { example: "true", comments: TRIAL_COMMENTS }, boolean),
  default: "",
  model: [
    { label: "Mixpanel's default", value: "" },
    { label: "true", value: "true" },
    { label: "false", value: "false" },
  ],
};

export const createGCSPipeline = defineOperation({
  endpoint,
  label: "Create GCS Pipeline",
  description: "Creates a pipeline that exports raw events to a Google Cloud Storage bucket",
  inputs: {
    gcs_bucket: textInput.required("GCS Bucket", {
      expected: "the name of a bucket",
      example: "example-bucket",
      comments:
        "The Google Cloud Storage bucket that Mixpanel exports to. The Google Cloud account that Mixpanel exports with needs write access to it; it is not the service account of the connection.",
    }),
    gcs_region: {
      ...choiceInput("GCS Region", {
        choices: GCS_REGIONS,
        default: "northamerica-northeast1",
        comments: "The Google Cloud region of the bucket.",
      }),
      required: true,
    },
    gcs_prefix: textInput("GCS Prefix", {
      example: "mixpanel/events",
      comments: "The folder in the bucket to export to. Leave it empty for the top level of the bucket.",
    }),
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
    if (from_date === undefined && trial !== true) {
      throw new InputError({
        input: "From Date",
        got: "nothing",
        expected: "a day as yyyy-mm-dd, unless Trial is true",
      });
    }
    const earliest = earliestPipelineStart(Date.now());
    if (from_date !== undefined && from_date < earliest) {
      throw new InputError({
        input: "From Date",
        got: from_date,
        expected: `a day at most six months ago: ${earliest} or later`,
      });
    }
  },
  leaveOut: ({ to_date }) => (to_date === undefined ? [] : ["frequency"]),
});
