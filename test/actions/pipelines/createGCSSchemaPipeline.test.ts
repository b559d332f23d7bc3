import { describeAction } from "../../support/describeAction";
import { creating, fileInputs, from_date, tableRefusals } from "../../support/pipelines";

const own = { gcs_bucket: "a-bucket", gcs_region: "us-east1" };
const { optional, variants, refusals, ...common } = creating({ type: "gcs-schema", ...own }, true);

describeAction({
  key: "createGCSSchemaPipeline",
  params: { ...own, from_date },
  ...common,
  optional: [...optional, ...fileInputs, ["gcs_prefix", "a-value", { form: { gcs_prefix: "a-value" } }]],
  variants: [...variants],
  refusals: [...refusals, ...tableRefusals, ["no bucket", { gcs_bucket: "" }, "GCS Bucket"]],
});
