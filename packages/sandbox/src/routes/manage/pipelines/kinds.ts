/** The eight kinds of export pipeline and what each of them needs, after Mixpanel's Data Pipelines description. */

/** What a kind of pipeline asks for. Names are the form's parameters. */
export interface PipelineKind {
  /** Raw pipelines export events only; schematized ones export people too and need `sync` and `schema_type`. */
  schematized: boolean;
  /** Required beside `type`, `from_date` and, when schematized, `sync` and `schema_type`. */
  required: readonly string[];
  /** Parameters that take one of a few values. */
  choices: Readonly<Record<string, readonly string[]>>;
  /** Parameters that `edit` may change, beside `events` and `where`. */
  editable: readonly string[];
}

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
];

const SCHEMATIZED_S3_REGIONS = [
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-south-1",
  "ca-central-1",
  "cn-north-1",
  "cn-northwest-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
];

const RAW_S3_REGIONS = [...SCHEMATIZED_S3_REGIONS, "me-south-1"];

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
];

const RAW_CHOICES = { data_source: ["events"], data_format: ["json"] };
const SCHEMATIZED_CHOICES = {
  data_source: ["events", "people"],
  schema_type: ["monoschema", "multischema"],
  sync: ["true"],
};
const FILE_CHOICES = { ...SCHEMATIZED_CHOICES, data_format: ["json", "parquet"] };
const S3_ENCRYPTIONS = ["none", "aes", "kms"];
const AZURE_REQUIRED = ["storage_account", "container_name", "client_id", "client_secret", "tenant_id"];
const AZURE_EDITABLE = ["azure_client_id", "azure_client_secret", "azure_tenant_id"];

/** Every kind of pipeline by the `type` of its create call. */
export const PIPELINE_KINDS: ReadonlyMap<string, PipelineKind> = new Map<string, PipelineKind>([
  [
    "gcs-raw",
    {
      schematized: false,
      required: ["gcs_bucket", "gcs_region"],
      choices: { ...RAW_CHOICES, gcs_region: GCS_REGIONS },
      editable: [],
    },
  ],
  [
    "s3-raw",
    {
      schematized: false,
      required: ["s3_bucket", "s3_region", "s3_role"],
      choices: { ...RAW_CHOICES, s3_region: RAW_S3_REGIONS, s3_encryption: S3_ENCRYPTIONS },
      editable: [],
    },
  ],
  ["azure-raw", { schematized: false, required: AZURE_REQUIRED, choices: RAW_CHOICES, editable: AZURE_EDITABLE }],
  [
    "bigquery",
    {
      schematized: true,
      required: ["bq_region", "gcp_project", "bq_dataset_name"],
      choices: { ...SCHEMATIZED_CHOICES, bq_region: BIGQUERY_REGIONS },
      editable: ["bq_share_with_group"],
    },
  ],
  [
    "snowflake",
    {
      schematized: true,
      required: [
        "snowflake_account_name",
        "snowflake_warehouse",
        "snowflake_storage_integration",
        "snowflake_user",
        "snowflake_password",
        "snowflake_role",
        "snowflake_database",
        "snowflake_schema",
      ],
      choices: SCHEMATIZED_CHOICES,
      editable: [],
    },
  ],
  [
    "aws",
    {
      schematized: true,
      required: ["s3_bucket", "s3_region", "s3_role"],
      choices: {
        ...FILE_CHOICES,
        s3_region: SCHEMATIZED_S3_REGIONS,
        s3_encryption: S3_ENCRYPTIONS,
        use_glue: ["true", "false"],
      },
      editable: ["glue_database", "glue_role", "glue_table_prefix"],
    },
  ],
  ["azure-blob", { schematized: true, required: AZURE_REQUIRED, choices: FILE_CHOICES, editable: AZURE_EDITABLE }],
  [
    "gcs-schema",
    {
      schematized: true,
      required: ["gcs_bucket", "gcs_region"],
      choices: { ...FILE_CHOICES, gcs_region: GCS_REGIONS },
      editable: [],
    },
  ],
]);
