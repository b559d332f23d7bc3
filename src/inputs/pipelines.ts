import { InputError } from "../mixpanel/errors";
import { boolean, required as needed, text } from "./clean";
import { group } from "./group";
import { choiceInput, dateInput, listInput, textInput, typedInput } from "./kinds";
import { where } from "./queries";

/** What to say of the API, which Mixpanel has deprecated. */
export const DEPRECATED =
  "Mixpanel no longer develops this API: for new integrations, set up JSON pipelines in Mixpanel's app. The API knows only pipelines that it has created";

export const pipelineName = textInput.required("Name", {
  example: "events-daily-gcs-raw",
  dataSource: "pipelines",
  comments: "The name of the pipeline, as List Pipelines returns it.",
  expected: "the name of a pipeline",
});

export const pipelineEvents = listInput("Events", {
  example: "Signed Up",
  comments:
    "The names of the events to export, used exactly as given, including spaces. Leave it empty for all events.",
});

const RESYNC = "It also applies when Mixpanel exports earlier days again.";

/** What any pipeline lets be changed. */
export const editedFilters = {
  events: {
    ...pipelineEvents,
    comments: `The names of the events to export from now on, used exactly as given. ${RESYNC} Leave it empty to keep the current ones.`,
  },
  where: {
    ...where,
    comments: `${where.comments} ${RESYNC} Leave it empty to keep the current one.`,
  },
};

const TRIAL_COMMENTS = "When true, creates a trial pipeline, which exports 30 days starting with yesterday.";
export const trial = {
  ...typedInput("Trial", { example: "true", comments: TRIAL_COMMENTS }, boolean),
  default: "",
  model: [
    { label: "Mixpanel's default", value: "" },
    { label: "true", value: "true" },
    { label: "false", value: "false" },
  ],
};

/** What to export, and when. */
export const pipelineWindow = {
  from_date: dateInput("From Date", {
    example: "2024-01-01",
    comments: "First day to export, as yyyy-mm-dd, at most six months ago. Required unless Trial is true.",
  }),
  schedule: group("Schedule", "How long and how often to export.", {
    to_date: dateInput("To Date", {
      example: "2024-01-31",
      comments: "Last day to export, as yyyy-mm-dd. Leave it empty to keep exporting new days.",
    }),
    frequency: choiceInput("Frequency", {
      choices: ["daily", "hourly"],
      empty: "Mixpanel's default (daily)",
      comments: "How often to export. Not together with To Date: a range with an end is exported once.",
    }),
    trial: {
      ...trial,
      comments:
        "When true, creates a trial: one for each project, which exports everything daily for 30 days from yesterday. From Date, To Date, Frequency and filters must then be empty.",
    },
  }),
  filters: group("Filters", "Which events to export.", { events: pipelineEvents, where }),
};

const schemaType = choiceInput("Tables", {
  choices: ["monoschema", "multischema"],
  names: { monoschema: "One for all events (monoschema)", multischema: "One for each event (multischema)" },
  empty: "One for all events",
  comments: "Whether all events go into one table, or each event into its own. User profiles always go into one.",
});
const dataSource = choiceInput("Data Source", {
  choices: ["events", "people"],
  names: { events: "Events", people: "User profiles" },
  empty: "Mixpanel's default (events)",
  comments: "What to export.",
});
/** Of pipelines that make tables. */
export const tableInputs = { schema_type: schemaType, data_source: dataSource };
/** Of those whose tables are files. */
export const fileInputs = {
  ...tableInputs,
  data_format: choiceInput("File Format", {
    choices: ["json", "parquet"],
    empty: "Mixpanel's default (json)",
    comments: "The format of the exported files.",
  }),
};

/** A secret of another system: hidden while it is typed, and kept as it is. */
export function secretInput(label: string, comments: string, required: boolean) {
  const clean = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value : text(label)(value));
  return {
    ...typedInput(label, { comments, example: "example-secret" }, () => clean),
    type: "password" as const,
    ...(required ? { required: true, clean: needed(label, clean, "the secret") } : {}),
  };
}

export const GCS_REGIONS = [
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

/** The bucket of pipelines to Google Cloud Storage. */
export const gcsBucket = {
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
};

/** The AWS Glue schema of pipelines to Amazon S3. */
export const glueInputs = {
  glue_database: textInput("Glue Database", { example: "mixpanel", comments: "The Glue database for the schema." }),
  glue_role: textInput("Glue Role", {
    example: "arn:aws:iam::123456789012:role/example-glue-role",
    comments: "The role that Mixpanel assumes to update Glue.",
  }),
  glue_table_prefix: textInput("Glue Table Prefix", { example: "mp_", comments: "A prefix for the names of tables." }),
};

/** @throws InputError for an edit that changes nothing */
export function assertChange({ name, project_id, dataAndDomain, ...changes }: Readonly<Record<string, unknown>>): void {
  if (Object.values(changes).some((change) => change !== undefined)) return;
  const expected = "a value, or one in another input that changes the pipeline";
  throw new InputError({ input: "Events", got: "nothing", expected });
}
