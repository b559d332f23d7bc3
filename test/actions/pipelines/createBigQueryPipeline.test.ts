import { describeAction } from "../../support/describeAction";
import { creating, from_date, tableInputs, tableRefusals } from "../../support/pipelines";

const own = { gcp_project: "p", bq_dataset_name: "d", bq_region: "EU" };
const { optional, variants, refusals, ...common } = creating({ type: "bigquery", ...own }, true);

describeAction({
  key: "createBigQueryPipeline",
  params: { ...own, from_date },
  ...common,
  optional: [...optional, ...tableInputs, ["bq_prefix", "mp_", { form: { bq_prefix: "mp_" } }]],
  variants: [...variants],
  refusals: [...refusals, ...tableRefusals, ["a prefix with a blank", { bq_prefix: "m p" }, "Table Prefix"]],
});
