import { group } from "../../inputs/group";
import { booleanInput, choiceInput, textInput } from "../../inputs/kinds";
import { DEPRECATED, fileInputs, glueInputs } from "../../inputs/pipelines";
import { createS3Pipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { InputError } from "../../mixpanel/errors";
import { definePipeline } from "../../platform/definePipeline";

const S3_REGIONS = [
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
  "me-south-1",
] as const;

export const createS3Pipeline = definePipeline({
  endpoint,
  label: "Create Amazon S3 Pipeline (Legacy)",
  description: `Creates a pipeline that exports raw events, or tables of events or user profiles, to an Amazon S3 bucket. ${DEPRECATED}`,
  destination: {
    type: choiceInput("Type", {
      choices: ["s3-raw", "aws"],
      names: { "s3-raw": "Raw events (s3-raw)", aws: "Tables (aws)" },
      default: "s3-raw",
      comments: "Whether to export raw events as JSON files, or tables.",
    }),
    s3_bucket: textInput.required("S3 Bucket", {
      example: "example-bucket",
      expected: "the name of a bucket",
      comments: "The S3 bucket that Mixpanel exports to.",
    }),
    s3_region: choiceInput("S3 Region", {
      choices: S3_REGIONS,
      default: "us-east-1",
      comments: "The AWS region of the bucket. The documentation lists me-south-1 for raw events alone.",
    }),
    s3_role: textInput.required("S3 Role", {
      example: "arn:aws:iam::123456789012:role/example-s3-role",
      expected: "the ARN of a role",
      comments: "The AWS role that Mixpanel assumes to write to the bucket.",
    }),
    bucketOptions: group("Bucket Options", "The folder in the bucket, and its encryption.", {
      s3_prefix: textInput("S3 Prefix", { example: "mixpanel", comments: "The folder in the bucket to export to." }),
      s3_encryption: choiceInput("S3 Encryption", {
        choices: ["none", "aes", "kms"],
        empty: "Mixpanel's default (none)",
        comments: "The encryption of the bucket at rest.",
      }),
      s3_kms_key_id: textInput("S3 KMS Key ID", {
        example: "1234abcd-12ab-34cd-56ef-1234567890ab",
        comments: "Only if S3 Encryption is kms: the ID of the KMS key.",
      }),
    }),
    tables: group("Tables and Files", "Only for Type aws: what the exported tables look like.", fileInputs),
    glue: group("AWS Glue", "Only for Type aws: the schema in AWS Glue.", {
      use_glue: booleanInput("Use Glue", {
        comments:
          "When true, exports the schema to AWS Glue; Glue Database and Glue Role are then required. When false or empty, exports files alone.",
      }),
      ...glueInputs,
    }),
  },
  example: "events-daily-s3-raw",
  check: ({ use_glue, glue_database, glue_role, s3_encryption, s3_kms_key_id }) => {
    const missing = glue_database === undefined ? "Glue Database" : "Glue Role";
    if (use_glue === true && (glue_database === undefined || glue_role === undefined)) {
      throw new InputError({ input: missing, got: "nothing", expected: "a value, because Use Glue is true" });
    }
    if (s3_kms_key_id !== undefined && s3_encryption !== "kms") {
      throw new InputError({
        input: "S3 KMS Key ID",
        got: "a value",
        expected: "nothing, unless S3 Encryption is kms",
      });
    }
  },
});
