import { input } from "@prismatic-io/spectral";
import { boolean, choice, date, requiredText, text } from "./clean";
import { textList } from "./cleanJson";

export const pipelineName = input({
  label: "Name",
  type: "string",
  required: true,
  placeholder: "events-daily-gcs-raw",
  example: "events-daily-gcs-raw",
  dataSource: "pipelines",
  comments: "The name of the pipeline, as List Pipelines and Create GCS Pipeline return it.",
  clean: requiredText("Name", "the name of a pipeline"),
});

export const gcs_bucket = input({
  label: "GCS Bucket",
  type: "string",
  required: true,
  placeholder: "example-bucket",
  example: "example-bucket",
  comments:
    "The Google Cloud Storage bucket that Mixpanel exports to. Mixpanel's service account needs write access to it.",
  clean: requiredText("GCS Bucket", "the name of a bucket"),
});

export const gcs_prefix = input({
  label: "GCS Prefix",
  type: "string",
  required: false,
  placeholder: "mixpanel/events",
  example: "mixpanel/events",
  comments: "The folder in the bucket to export to. Leave it empty for the top of the bucket.",
  clean: text("GCS Prefix"),
});

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

const clean_gcs_region = choice("GCS Region", GCS_REGIONS);

export const gcs_region = input({
  label: "GCS Region",
  type: "string",
  required: true,
  default: "northamerica-northeast1",
  model: GCS_REGIONS.map((value) => ({ label: value, value })),
  comments: "The Google Cloud region that the bucket is in.",
  clean: (value: unknown) => clean_gcs_region(value) ?? "northamerica-northeast1",
});

export const pipeline_from_date = input({
  label: "From Date",
  type: "string",
  required: true,
  placeholder: "2024-01-01",
  example: "2024-01-01",
  comments:
    "First day to export, as yyyy-mm-dd; at most six months ago. May be left empty for a trial, which begins the day before.",
  clean: date("From Date"),
});

export const pipeline_to_date = input({
  label: "To Date",
  type: "string",
  required: false,
  placeholder: "2024-01-31",
  example: "2024-01-31",
  comments: "Last day to export, as yyyy-mm-dd. Leave it empty to go on exporting day by day.",
  clean: date("To Date"),
});

export const trial = input({
  label: "Trial",
  type: "string",
  required: false,
  default: "",
  model: [
    { label: "Mixpanel's default", value: "" },
    { label: "true", value: "true" },
    { label: "false", value: "false" },
  ],
  comments: "When true, makes a trial pipeline, which exports 30 days from the day before.",
  clean: boolean("Trial"),
});

export const frequency = input({
  label: "Frequency",
  type: "string",
  required: false,
  default: "daily",
  model: [
    { label: "daily", value: "daily" },
    { label: "hourly", value: "hourly" },
    { label: "Mixpanel's default", value: "" },
  ],
  comments: "How often to export. Sent only where To Date is empty: a range that ends is exported once.",
  clean: choice("Frequency", ["daily", "hourly"]),
});

export const pipelineEvents = input({
  label: "Events",
  type: "string",
  collection: "valuelist",
  required: false,
  placeholder: "Signed Up",
  example: "Signed Up",
  comments:
    "The names of the events to export, used exactly as given, including spaces. Leave it empty for all events.",
  clean: textList("Events"),
});

export const summary = input({
  label: "Summary",
  type: "boolean",
  required: false,
  default: "false",
  comments: "When true, returns how many tasks there are in each status. When false, returns the tasks themselves.",
  clean: boolean("Summary"),
});

export const STATUSES = ["pending", "running", "retried", "failed", "canceled", "timed_out"] as const;

export const status = input({
  label: "Status",
  type: "string",
  collection: "valuelist",
  required: false,
  placeholder: "failed",
  example: "failed",
  comments: `Returns only tasks in these statuses: ${STATUSES.join(", ")}. Leave it empty for all.`,
  clean: (value: unknown) => textList("Status")(value)?.map((word) => choice("Status", STATUSES)(word)),
});
