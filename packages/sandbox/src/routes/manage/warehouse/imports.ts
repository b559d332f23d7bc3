/** Warehouse imports: what they are made of, after Mixpanel's Warehouse Connectors description. */
import { z } from "zod";

const Nullable = z.string().nullable().optional();
/** Nanoseconds, of which only these are accepted: API-triggered, hourly, daily, weekly. */
const RunEvery = z.union(
  [0, 3_600_000_000_000, 86_400_000_000_000, 604_800_000_000_000].map((value) => z.literal(value)),
  "must be 0, 3600000000000, 86400000000000 or 604800000000000",
);
const SyncMode = z.enum(["time_based", "mirror_mode", "full_sync", "one_time"]);
const Texts = z.record(z.string(), z.string()).nullable().optional();
const Attributes = z.record(z.string(), z.unknown()).nullable().optional();

const ClusterConfig = z.strictObject({
  spark_version: z.string().optional(),
  node_type_id: z.string().optional(),
  driver_node_type_id: Nullable,
  num_workers: z.number().int().min(0).optional(),
  autoscale: z
    .strictObject({ min_workers: z.number().int().min(0).optional(), max_workers: z.number().int().min(1).optional() })
    .nullable()
    .optional(),
  spark_conf: Texts,
  spark_env_vars: Texts,
  data_security_mode: z
    .enum([
      "USER_ISOLATION",
      "SINGLE_USER",
      "NONE",
      "LEGACY_TABLE_ACL",
      "LEGACY_PASSTHROUGH",
      "LEGACY_SINGLE_USER",
      "LEGACY_SINGLE_USER_STANDARD",
    ])
    .nullable()
    .optional(),
  single_user_name: Nullable,
  custom_tags: Texts,
  policy_id: Nullable,
  instance_pool_id: Nullable,
  driver_instance_pool_id: Nullable,
  enable_elastic_disk: z.boolean().nullable().optional(),
  runtime_engine: z.enum(["STANDARD", "PHOTON"]).nullable().optional(),
  aws_attributes: Attributes,
  azure_attributes: Attributes,
  gcp_attributes: Attributes,
  init_scripts: z.array(z.record(z.string(), z.unknown())).nullable().optional(),
});

const DatabricksParams = z
  .object({ export_cluster_config: ClusterConfig.nullable().optional() })
  .nullable()
  .optional()
  .refine(
    (params) =>
      params?.export_cluster_config?.data_security_mode !== "SINGLE_USER" ||
      Boolean(params.export_cluster_config.single_user_name),
    { path: ["export_cluster_config", "single_user_name"], message: "is required for the mode SINGLE_USER" },
  );

const Common = {
  warehouse_source_id: z.number().int(),
  table_params: z.record(z.string(), z.unknown()),
  run_every: RunEvery.default(0),
  databricks_params: DatabricksParams,
};
const Incremental = {
  sync_mode: SyncMode,
  insert_time_column_name: Nullable,
  json_properties_column_name: Nullable,
  property_mappings: Texts,
};

/** The body of each create call, by the last segment of its path. */
export const NEW_IMPORTS = {
  "event-stream": z
    .object({
      import_type: z.literal("event_stream"),
      event_name: z.string().optional(),
      event_column_name: z.string().optional(),
      time_column_name: z.string().min(1),
      user_column_name: z.string().optional(),
      company_column_name: z.string().optional(),
      device_column_name: Nullable,
      ...Incremental,
      ...Common,
    })
    .refine(({ event_name, event_column_name }) => Boolean(event_name) || Boolean(event_column_name), {
      path: ["event_name"],
      message: "either event_name or event_column_name is required",
    }),
  people: z.object({
    import_type: z.literal("people"),
    user_column_name: z.string().min(1),
    ...Incremental,
    ...Common,
  }),
  groups: z.object({
    import_type: z.literal("groups"),
    group_key: z.string().min(1),
    group_id_column: z.string().min(1),
    ...Incremental,
    ...Common,
  }),
  "lookup-table": z.object({
    import_type: z.literal("lookup_table"),
    mixpanel_property: z.object({
      value: z.string(),
      resourceType: z.enum(["event", "user"]),
      customPropertyId: z.number().int().nullable().optional(),
    }),
    property_key_column_name: z.string().min(1),
    sync_mode: z.enum(["full_sync", "one_time"]),
    ...Common,
  }),
} as const;

/** The body of an update: both fields always, and a cluster configuration that replaces the old one whole. */
export const ImportChange = z.object({ paused: z.boolean(), run_every: RunEvery, databricks_params: DatabricksParams });

const Run = z.object({
  id: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  /** What became of the run when it ended; null while it runs. */
  result: z.enum(["SUCCEEDED", "FAILED", "CANCELLED"]).nullable(),
  /** Rows that it imported. */
  rows: z.number(),
});

/** An import as the sandbox keeps it. */
export const WarehouseImport = z.object({
  id: z.number(),
  import_type: z.enum(["event_stream", "people", "groups", "lookup_table"]),
  sync_mode: SyncMode,
  createdMs: z.number(),
  creator: z.object({ id: z.number(), name: z.string(), email: z.string() }),
  warehouse_source_id: z.number(),
  table_params: z.record(z.string(), z.unknown()),
  paused: z.boolean(),
  run_every: RunEvery,
  databricks_params: DatabricksParams,
  event_name: Nullable,
  event_column_name: Nullable,
  time_column_name: Nullable,
  user_column_name: Nullable,
  insert_time_column_name: Nullable,
  property_mappings: Texts,
  group_key: Nullable,
  group_id_column: Nullable,
  device_column_name: Nullable,
  json_properties_column_name: Nullable,
  mixpanel_property: z.object({ value: z.string() }).optional(),
  property_key_column_name: Nullable,
  /** When the next scheduled run starts; null without a schedule. */
  nextRunMs: z.number().nullable(),
  runs: z.array(Run),
});
export type WarehouseImport = z.infer<typeof WarehouseImport>;
