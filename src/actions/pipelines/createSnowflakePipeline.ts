import { group } from "../../inputs/group";
import { textInput } from "../../inputs/kinds";
import { DEPRECATED, secretInput, tableInputs } from "../../inputs/pipelines";
import { createSnowflakePipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { InputError } from "../../mixpanel/errors";
import { definePipeline } from "../../platform/definePipeline";

const required = (label: string, example: string, comments: string) =>
  textInput.required(label, { example, comments, expected: "text" });

/** Required too, but in a group, since a form shows no more than nine inputs on top. */
const LOADING = {
  snowflake_role: "Role",
  snowflake_warehouse: "Warehouse",
  snowflake_storage_integration: "Storage Integration",
} as const;

export const createSnowflakePipeline = definePipeline({
  endpoint,
  label: "Create Snowflake Pipeline (Legacy)",
  description: `Creates a pipeline that exports tables of events or user profiles to a Snowflake database. ${DEPRECATED}`,
  destination: {
    snowflake_account_name: required("Account Name", "myorg-myaccount", "The Snowflake account identifier."),
    snowflake_user: required("Snowflake User", "MIXPANEL", "The user that Mixpanel logs in with."),
    snowflake_password: secretInput(
      "Snowflake Password",
      "The password of the user. The API supports no key-pair login.",
      true,
    ),
    snowflake_database: required("Database", "ANALYTICS", "The database to export to."),
    snowflake_schema: required("Schema", "MIXPANEL", "The schema to export to."),
    loading: group("Loading", "How Mixpanel loads the data. Role, Warehouse and Storage Integration are required.", {
      snowflake_role: textInput(LOADING.snowflake_role, {
        example: "MIXPANEL_ROLE",
        comments: "Required: the role of the user.",
      }),
      snowflake_warehouse: textInput(LOADING.snowflake_warehouse, {
        example: "COMPUTE_WH",
        comments: "Required: the warehouse that loads the data.",
      }),
      snowflake_storage_integration: textInput(LOADING.snowflake_storage_integration, {
        example: "MIXPANEL_GCS",
        comments: "Required: the storage integration for the GCS stage.",
      }),
    }),
    tables: group("Tables", "What the exported tables look like.", {
      snowflake_prefix: textInput("Table Prefix", {
        example: "MP_",
        comments: "A prefix for the names of tables and views.",
      }),
      ...tableInputs,
    }),
  },
  example: "events-daily-snowflake-monoschema",
  check: (params) => {
    for (const [key, input] of Object.entries(LOADING)) {
      if (params[key] === undefined) throw new InputError({ input, got: "nothing", expected: "a value" });
    }
  },
});
