/** What a feature flag is made of, after Mixpanel's Feature Flags Management description. */
import { z } from "zod";
import { Person } from "../shown";

const MAX_VARIANTS = 11;
const MAX_VALUE_LENGTH = 32_768;
const Share = z.number().min(0).max(1);
const Json = z.record(z.string(), z.unknown());

const Variant = z.strictObject({
  key: z.string(),
  value: z
    .unknown()
    .refine((value) => value !== undefined, "is required")
    .refine((value) => typeof value !== "string" || value.length <= MAX_VALUE_LENGTH, "is too long"),
  description: z.string().nullable().default(null),
  is_control: z.boolean(),
  split: Share,
  is_sticky: z.boolean().default(false),
});

const Rollout = z.strictObject({
  name: z.string().nullable().default(null),
  cohort_definition: Json.nullable().default(null),
  runtime_evaluation_definition: Json.nullable().default(null),
  runtime_evaluation_rule: Json.nullable().default(null),
  runtime_event_rule: z
    .strictObject({
      event_name: z.string(),
      time_window: z.literal("while_flag_enabled"),
      duration: z.enum(["end_of_session", "indefinitely"]).nullable().default(null),
      property_filters: Json.nullable().default(null),
    })
    .nullable()
    .default(null),
  cohort_hash: z.string().nullable().default(null),
  rollout_percentage: Share,
  variant_override: z.strictObject({ key: z.string() }).nullable().default(null),
  variant_splits: z.record(z.string(), z.number()),
});
export type Rollout = z.infer<typeof Rollout>;

const Ruleset = z
  .strictObject({
    variants: z.array(Variant).max(MAX_VARIANTS),
    rollout: z.array(Rollout),
    test: z.record(z.string(), z.record(z.string(), z.string())).nullable().default(null),
  })
  .superRefine(({ variants, rollout }, context) => {
    const keys = new Set(variants.map(({ key }) => key));
    if (keys.size < variants.length)
      context.addIssue({ code: "custom", path: ["variants"], message: "keys must differ" });
    const named = rollout.flatMap((each) => [
      ...Object.keys(each.variant_splits),
      ...(each.variant_override ? [each.variant_override.key] : []),
    ]);
    const unknown = named.find((key) => !keys.has(key));
    if (unknown !== undefined) {
      context.addIssue({ code: "custom", path: ["rollout"], message: `there is no variant ${unknown}` });
    }
  });

const FIELDS = {
  name: z.string().min(1).max(255),
  key: z.string().min(1).max(255),
  description: z.string().nullable().default(null),
  tags: z.array(z.string()),
  experiment_id: z.uuidv4().nullable().default(null),
  status: z.enum(["enabled", "disabled", "archived"]).default("disabled"),
  context: z.string().min(1).max(255),
  data_group_id: z.union([z.string(), z.number().int()]).nullable().default(null),
  serving_method: z.enum(["client", "server", "remote_or_local", "remote_only"]),
  ruleset: Ruleset,
  is_experiment_active: z.boolean().nullable().default(null),
  hash_salt: z.string().length(32).nullable().default(null),
};

/** The body of create and update. */
export const FlagRequest = z.strictObject({
  ...FIELDS,
  workspace_id: z.number().int().nullable().default(null),
  reset_hash_salt: z.boolean().nullable().default(null),
});

/** A flag as the sandbox keeps it. Times are milliseconds since epoch. */
export const Flag = z.object({
  ...FIELDS,
  id: z.string(),
  createdMs: z.number(),
  modifiedMs: z.number(),
  enabledMs: z.number().nullable(),
  deletedMs: z.number().nullable(),
  creator: Person,
  modifier: Person,
});
export type Flag = z.infer<typeof Flag>;
