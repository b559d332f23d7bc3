import { group } from "../../inputs/group";
import { choiceInput, textInput } from "../../inputs/kinds";
import { DEPRECATED, tableInputs } from "../../inputs/pipelines";
import { createBigQueryPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { InputError } from "../../mixpanel/errors";
import { definePipeline } from "../../platform/definePipeline";

const BIGQUERY_REGIONS = [
  "US",
  "US_CENTRAL_1",
  "US_EAST_1",
  "US_WEST_1",
  "US_WEST_2",
  "US_EAST_4",
  "NORTH_AMERICA_NORTHEAST_1",
  "SOUTH_AMERICA_EAST_1",
  "EU",
  "EUROPE_NORTH_1",
  "EUROPE_WEST_2",
  "EUROPE_WEST_3",
  "EUROPE_WEST_4",
  "EUROPE_WEST_6",
  "ASIA_SOUTH_1",
  "ASIA_EAST_1",
  "ASIA_EAST_2",
  "ASIA_NORTHEAST_1",
  "ASIA_NORTHEAST_2",
  "ASIA_NORTHEAST_3",
  "ASIA_SOUTHEAST_1",
  "ASIA_SOUTHEAST_2",
  "AUSTRALIA_SOUTHEAST_1",
] as const;

export const createBigQueryPipeline = definePipeline({
  endpoint,
  label: "Create BigQuery Pipeline (Legacy)",
  description: `Creates a pipeline that exports tables of events or user profiles to an existing BigQuery dataset. ${DEPRECATED}`,
  destination: {
    gcp_project: textInput.required("GCP Project", {
      example: "example-project",
      expected: "the ID of a project",
      comments: "The ID of the Google Cloud project that has the dataset.",
    }),
    bq_dataset_name: textInput.required("Dataset Name", {
      example: "mixpanel",
      expected: "the name of a dataset",
      comments: "The dataset that Mixpanel exports to. Create it first.",
    }),
    bq_region: choiceInput("BigQuery Region", {
      choices: BIGQUERY_REGIONS,
      default: "US",
      comments: "The region of the dataset.",
    }),
    tables: group("Tables", "What the exported tables look like.", {
      bq_prefix: textInput("Table Prefix", {
        example: "mp_",
        comments: "A prefix for the names of all tables: letters, digits and underscores.",
      }),
      ...tableInputs,
    }),
  },
  example: "events-daily-bigquery-monoschema",
  check: ({ bq_prefix }) => {
    if (bq_prefix === undefined || /^[A-Za-z0-9_]+$/.test(String(bq_prefix))) return;
    throw new InputError({
      input: "Table Prefix",
      got: `"${String(bq_prefix)}"`,
      expected: "letters, digits and underscores",
    });
  },
});
