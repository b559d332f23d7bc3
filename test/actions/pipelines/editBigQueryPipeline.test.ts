import { describeAction } from "../../support/describeAction";
import { editing } from "../../support/pipelines";

const { optional, ...common } = editing();

describeAction({
  key: "editBigQueryPipeline",
  ...common,
  optional: [
    ...optional,
    ["bq_share_with_group", ["a@x.com", "b@x.com"], { form: { bq_share_with_group: ["a@x.com", "b@x.com"] } }],
  ],
});
