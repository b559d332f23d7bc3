import { describeAction } from "../../support/describeAction";
import { creating, fileInputs, from_date, tableRefusals } from "../../support/pipelines";

const own = { s3_bucket: "a-bucket", s3_region: "us-east-1", s3_role: "arn", type: "aws" };
const { optional, variants, refusals, ...common } = creating({ ...own }, true);

describeAction({
  key: "createS3Pipeline",
  params: { ...own, from_date },
  ...common,
  optional: [
    ...optional,
    ...fileInputs,
    ["s3_prefix", "a-value", { form: { s3_prefix: "a-value" } }],
    ["glue_database", "a-value", { form: { glue_database: "a-value" } }],
    ["glue_role", "a-value", { form: { glue_role: "a-value" } }],
    ["glue_table_prefix", "a-value", { form: { glue_table_prefix: "a-value" } }],
    ["s3_encryption", "kms", { form: { s3_encryption: "kms" } }],
    ["use_glue", "false", { form: { use_glue: "false" } }],
    ["s3_kms_key_id", "", {}],
  ],
  variants: [
    ...variants,
    ["raw events", { type: "s3-raw" }, { form: { type: "s3-raw", sync: undefined, schema_type: undefined } }],
    [
      "a key of its own",
      { s3_encryption: "kms", s3_kms_key_id: "k" },
      { form: { s3_encryption: "kms", s3_kms_key_id: "k" } },
    ],
    [
      "Glue",
      { use_glue: "true", glue_database: "d", glue_role: "r" },
      { form: { use_glue: "true", glue_database: "d", glue_role: "r" } },
    ],
  ],
  refusals: [
    ...refusals,
    ...tableRefusals,
    ["M3: Glue without a database", { use_glue: "true" }, "Glue Database"],
    ["a key without KMS", { s3_kms_key_id: "k" }, "S3 KMS Key ID"],
    ["M3: tables of raw files", { type: "s3-raw", schema_type: "monoschema" }, "Tables"],
  ],
});
