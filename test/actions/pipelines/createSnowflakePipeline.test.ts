import { describeAction } from "../../support/describeAction";
import { creating, from_date, tableInputs, tableRefusals } from "../../support/pipelines";

const own = {
  snowflake_account_name: "a",
  snowflake_user: "u",
  snowflake_password: " secret pass ",
  snowflake_database: "d",
  snowflake_schema: "s",
  snowflake_role: "r",
  snowflake_warehouse: "w",
  snowflake_storage_integration: "i",
};
const { optional, variants, refusals, ...common } = creating({ type: "snowflake", ...own }, true);

describeAction({
  key: "createSnowflakePipeline",
  params: { ...own, from_date },
  ...common,
  optional: [...optional, ...tableInputs, ["snowflake_prefix", "a-value", { form: { snowflake_prefix: "a-value" } }]],
  variants: [...variants],
  refusals: [
    ...refusals,
    ...tableRefusals,
    ["M3: no role", { snowflake_role: "" }, "Role"],
    ["no password", { snowflake_password: "" }, "Snowflake Password"],
  ],
});
