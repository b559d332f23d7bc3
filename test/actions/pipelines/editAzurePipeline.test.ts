import { describeAction } from "../../support/describeAction";
import { editing } from "../../support/pipelines";

const { optional, ...common } = editing();

describeAction({
  key: "editAzurePipeline",
  ...common,
  optional: [
    ...optional,
    ["azure_client_id", "a-value", { form: { azure_client_id: "a-value" } }],
    ["azure_client_secret", "a-value", { form: { azure_client_secret: "a-value" } }],
    ["azure_tenant_id", "a-value", { form: { azure_tenant_id: "a-value" } }],
  ],
});
