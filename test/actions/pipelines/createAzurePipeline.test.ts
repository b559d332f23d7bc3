import { describeAction } from "../../support/describeAction";
import { creating, fileInputs, from_date, tableRefusals } from "../../support/pipelines";

const own = {
  storage_account: "a",
  container_name: "c",
  client_id: "i",
  client_secret: "s+1/=",
  tenant_id: "t",
  type: "azure-blob",
};
const { optional, variants, refusals, ...common } = creating({ ...own }, true);

describeAction({
  key: "createAzurePipeline",
  params: { ...own, from_date },
  ...common,
  optional: [...optional, ...fileInputs, ["prefix", "a-value", { form: { prefix: "a-value" } }]],
  variants: [
    ...variants,
    ["no type as raw events", { type: "" }, { form: { type: "azure-raw", sync: undefined, schema_type: undefined } }],
    ["raw events", { type: "azure-raw" }, { form: { type: "azure-raw", sync: undefined, schema_type: undefined } }],
  ],
  refusals: [
    ...refusals,
    ...tableRefusals,
    ["M3: tables of raw files", { type: "azure-raw", data_format: "parquet" }, "File Format"],
  ],
});
