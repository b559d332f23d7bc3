import { describeAction } from "../../support/describeAction";
import { editing } from "../../support/pipelines";

const { optional, ...common } = editing();

describeAction({
  key: "editS3Pipeline",
  ...common,
  optional: [
    ...optional,
    ["glue_database", "a-value", { form: { glue_database: "a-value" } }],
    ["glue_role", "a-value", { form: { glue_role: "a-value" } }],
    ["glue_table_prefix", "a-value", { form: { glue_table_prefix: "a-value" } }],
  ],
});
