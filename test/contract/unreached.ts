/** Parameters of the official description that no input of an action is, by operation and reason. */
type Unreached = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const STRICT = "always 1, so that Mixpanel names what it refuses";
const LOCATION = "always 0: 1 would locate users where the integration runs";
const TABLE = "Flat Rows returns the numbers as a table";
const CALLBACK = "answers a script, for web pages";

/** What a search of people does with the query of profiles. */
const OF_SEARCH = {
  "made of the identifiers of the people": [
    "data_group_id",
    "distinct_id",
    "distinct_ids",
    "output_properties",
    "where",
  ],
  "all pages are read": ["page", "session_id"],
  "chooses users by something else than who they are: Query Profile takes it": [
    "as_of_timestamp",
    "behaviors",
    "filter_by_cohort",
    "include_all_users",
  ],
};

/** Parameters of pipelines by destination. */
const PIPELINES = {
  gcs: ["gcs_bucket", "gcs_prefix", "gcs_region"],
  s3: ["s3_bucket", "s3_region", "s3_role", "s3_prefix", "s3_encryption", "s3_kms_key_id"],
  glue: ["use_glue", "glue_database", "glue_role", "glue_table_prefix"],
  azure: ["storage_account", "container_name", "prefix", "client_id", "client_secret", "tenant_id"],
  bigQuery: ["bq_region", "bq_prefix", "gcp_project", "bq_dataset_name"],
  snowflake: [
    ["snowflake_prefix", "snowflake_account_name", "snowflake_warehouse", "snowflake_storage_integration"],
    ["snowflake_user", "snowflake_password", "snowflake_role", "snowflake_database", "snowflake_schema"],
  ].flat(),
};
const pipelinesBut = (...own: string[]) =>
  Object.entries(PIPELINES).flatMap(([name, parameters]) => (own.includes(name) ? [] : parameters));
const SYNC = { "always true, but for a trial: Mixpanel accepts nothing else": ["sync"] };
const OTHERS = "of other destinations, which have actions of their own";
const EDITS = {
  glue: ["glue_database", "glue_role", "glue_table_prefix"],
  azure: ["azure_client_id", "azure_client_secret", "azure_tenant_id"],
  bigQuery: ["bq_share_with_group"],
};
const editsBut = (own = "") => ({
  [OTHERS]: Object.entries(EDITS).flatMap(([name, parameters]) => (name === own ? [] : parameters)),
});

const VERBOSE = "always 1, so that Mixpanel says why it refuses something";

const ofOneProfile = (keys: readonly string[], reasons: Unreached[string]): Unreached =>
  Object.fromEntries(keys.map((key) => [key, reasons]));

const IMPORT_TYPE = { "always the kind that the action is for": ["import_type"] };

export const UNREACHED: Unreached = {
  createEventStreamImport: IMPORT_TYPE,
  createPeopleImport: IMPORT_TYPE,
  createGroupsImport: IMPORT_TYPE,
  createLookupTableImport: {
    ...IMPORT_TYPE,
    "made of Property Name, Property Of and Custom Property ID": ["mixpanel_property"],
  },
  ...ofOneProfile(
    [
      "setProfileProperties",
      "setProfilePropertiesOnce",
      "incrementProfileProperties",
      "appendToProfileLists",
      "removeFromProfileLists",
      "unionToProfileLists",
      "deleteProfileProperties",
      "deleteSingleProfile",
    ],
    { [STRICT]: ["strict"], [VERBOSE]: ["verbose"], [CALLBACK]: ["callback"] },
  ),
  ...ofOneProfile(
    [
      "setGroupProperties",
      "setGroupPropertiesOnce",
      "removeFromGroupLists",
      "unionToGroupLists",
      "deleteGroupProperties",
    ],
    { [STRICT]: ["strict"], [VERBOSE]: ["verbose"] },
  ),
  deleteSingleGroup: { [VERBOSE]: ["verbose"] },
  mergeIdentities: { [STRICT]: ["strict"] },
  copyEvents: { [STRICT]: ["strict"] },
  trackPurchase: { [STRICT]: ["strict"] },
  fetchNewEvents: {
    "Window says it": ["from_date", "to_date", "event", "where"],
    "Mixpanel would stop before the events that are new": ["limit"],
    "keys of events need one unit": ["time_in_ms"],
  },
  trackEvents: { [CALLBACK]: ["callback"] },
  createProfile: { [STRICT]: ["strict"], [LOCATION]: ["ip"], [CALLBACK]: ["callback"] },
  updateMultipleProfiles: { [STRICT]: ["strict"], [LOCATION]: ["ip"], [CALLBACK]: ["callback"] },
  deleteProfile: { [STRICT]: ["strict"], [CALLBACK]: ["callback"] },
  updateMultipleGroups: { [STRICT]: ["strict"], [LOCATION]: ["ip"] },
  deleteGroup: { [STRICT]: ["strict"], "a deletion locates nobody": ["ip"] },
  createIdentity: { "made of Identified ID and Anon ID": ["data"] },
  createAlias: { "made of Distinct ID and Alias": ["data"] },
  querySegmentation: { [TABLE]: ["format"] },
  queryEventCounts: { [TABLE]: ["format"] },
  queryEventProperty: { [TABLE]: ["format"] },
  queryTransactions: {
    "Distinct IDs takes a list of one": ["distinct_id"],
    "always $transactions": ["output_properties"],
    "read page by page by the action itself": ["session_id", "page"],
    "of user profiles that pay: see Query Profile for groups, cohorts and behaviors": [
      ["data_group_id", "behaviors", "as_of_timestamp", "filter_by_cohort", "include_all_users"],
    ].flat(),
  },
  deleteLexiconSchemasByType: { "Delete Lexicon Schema deletes one by its name": ["entity_name"] },
  queryProfiles: { "Distinct IDs takes a list of one": ["distinct_id"] },
  getCohortMembers: {
    "the cohort chooses the users: Query Profile takes these": ["distinct_id", "distinct_ids", "where"],
    "cannot be combined with a cohort": ["behaviors", "as_of_timestamp"],
  },
  findDistinctIds: OF_SEARCH,
  verifyErasure: OF_SEARCH,
  requestUserData: { "found by the identifiers of the people": ["distinct_ids"] },
  eraseUsers: { "found by the identifiers of the people": ["distinct_ids"] },
  createFeatureFlag: {
    "a new flag is disabled: Update Feature Flag enables it": ["status"],
    "of experiments, whose flags Create Experiment makes": ["experiment_id", "is_experiment_active"],
    "of flags that exist": ["reset_hash_salt"],
  },
  updateFeatureFlag: {
    "cannot change": ["key"],
    "of experiments, kept as they are": ["experiment_id", "is_experiment_active"],
  },
  evaluateFeatureFlags: {
    "made of Distinct ID, Device ID, Group IDs and Custom Properties": ["context"],
    "the connection's Project Token": ["token"],
  },
  getFlagDefinitions: { "the connection's Project Token": ["token"] },
  updateExperiment: {
    "changed by Launch, Force Conclude and Decide Experiment": ["status"],
    "Mixpanel's own results": ["exposures_cache", "results_cache"],
  },
  createGCSPipeline: {
    "always gcs-raw": ["type"],
    "may only be what it is by default": ["data_source", "data_format"],
    "of tables: see Create GCS Schema Pipeline": ["schema_type", "sync"],
    [OTHERS]: pipelinesBut("gcs"),
  },
  createGCSSchemaPipeline: { "always gcs-schema": ["type"], ...SYNC, [OTHERS]: pipelinesBut("gcs") },
  createS3Pipeline: { ...SYNC, [OTHERS]: pipelinesBut("s3", "glue") },
  createAzurePipeline: { ...SYNC, [OTHERS]: pipelinesBut("azure") },
  createBigQueryPipeline: {
    "always bigquery": ["type"],
    ...SYNC,
    [OTHERS]: ["data_format", ...pipelinesBut("bigQuery")],
  },
  createSnowflakePipeline: {
    "always snowflake": ["type"],
    ...SYNC,
    [OTHERS]: ["data_format", ...pipelinesBut("snowflake")],
  },
  editGCSPipeline: editsBut(),
  editS3Pipeline: editsBut("glue"),
  editAzurePipeline: editsBut("azure"),
  editBigQueryPipeline: editsBut("bigQuery"),
  editSnowflakePipeline: editsBut(),
};
