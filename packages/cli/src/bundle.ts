/** Loads the built component as Prismatic would, by its path, and checks its shape. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

/** The bundle that `npm run build` writes and Prismatic publishes. */
export const BUNDLE_PATH = path.resolve(__dirname, "../../../dist/index.js");

type Perform = (context: object, params: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Text for people only. A component is valid even if such a value is not text; the value is then not shown. */
const note = z.string().optional().catch(undefined);

const field = z.object({
  key: z.string(),
  label: z.string(),
  type: z.string(),
  required: z.boolean().optional(),
  default: z.unknown().optional(),
  collection: z.string().optional(),
  language: z.string().optional(),
  placeholder: note,
  example: note,
  comments: note,
  dataSource: z.string().optional(),
  model: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
});

const group = field.extend({ inputs: z.array(field).optional() });

/** A top-level input of a form, a group of inputs, or a choice among several forms. */
const entry = field.extend({ inputs: z.array(group).optional() });

const operation = z.object({
  key: z.string(),
  display: z.object({ label: z.string(), description: z.string() }),
  inputs: z.array(entry),
  examplePayload: z.unknown(),
  perform: z.custom<Perform>((value) => typeof value === "function", "is not a function"),
});

const action = operation.extend({
  performSafety: z.enum(["SAFE", "NOT_ALLOWED"]),
  outputSchema: z.object({ schema: z.string() }).optional(),
});

type Resolver<Result> = (context: object, result: TriggerResult) => Result;
type Lifecycle = (context: object, params: Readonly<Record<string, unknown>>) => Promise<unknown>;
type TriggerPerform = (
  context: object,
  payload: object,
  params: Readonly<Record<string, unknown>>,
) => Promise<TriggerResult>;

const isFunction = (value: unknown) => typeof value === "function";

const trigger = operation.omit({ perform: true }).extend({
  perform: z.custom<TriggerPerform>(isFunction, "is not a function"),
  examplePayload: z.unknown().optional(),
  isPollingTrigger: z.boolean().default(false),
  triggerResolverDefaultBatchSize: z.number().optional(),
  triggerResolverDefaultConcurrentBatchLimit: z.number().optional(),
  staticBranchNames: z.array(z.string()).optional(),
  resolveTriggerItems: z.custom<Resolver<unknown[]>>(isFunction).optional(),
  getNextPaginationState: z.custom<Resolver<Record<string, unknown> | null>>(isFunction).optional(),
  webhookCreate: z.custom<Lifecycle>(isFunction).optional(),
  webhookDelete: z.custom<Lifecycle>(isFunction).optional(),
  onInstanceDeploy: z.custom<Lifecycle>(isFunction).optional(),
  onInstanceDelete: z.custom<Lifecycle>(isFunction).optional(),
});

const component = z.object({
  key: z.string(),
  display: z.object({ label: z.string(), description: z.string() }),
  connections: z.array(z.object({ key: z.string(), inputs: z.array(field) })).min(1),
  actions: z.record(z.string(), action),
  dataSources: z.record(z.string(), operation),
  triggers: z.record(z.string(), trigger),
});

/** What a trigger hands to the platform: the payload for the flow, and the answer to the caller. */
export interface TriggerResult {
  payload: TriggerPayload;
  /** Of a polling trigger. */
  resultType?: string;
  branch?: string;
  response?: { statusCode: number; contentType: string; headers?: Record<string, string>; body?: string };
}

/** The part of a payload that the platform itself reads. */
export interface TriggerPayload {
  body: { data: unknown; contentType?: string };
  paginationState?: Record<string, unknown> | undefined;
  [key: string]: unknown;
}

/** One input of a form, as the platform gets it. */
export type Field = z.infer<typeof field>;
/** One input, or one group, of a form. */
export type Entry = z.infer<typeof entry>;
/** An action or a data source: its form, and the function that runs it. */
export type Operation = z.infer<typeof operation>;
export type Action = z.infer<typeof action>;
/** A trigger: its form, and the functions that the platform calls. */
export type Trigger = z.infer<typeof trigger>;
export type Component = z.infer<typeof component>;

/** Whether a builder may run an action while designing: it changes nothing and uses no scarce quota. */
export function isSafe({ performSafety }: Action): boolean {
  return performSafety === "SAFE";
}

/**
 * Checks the shape of a component.
 *
 * @throws Error if it is not what Prismatic's server expects of a component; the message says what is wrong
 */
export function asComponent(value: unknown): Component {
  const checked = component.safeParse(value);
  if (!checked.success) throw new Error(`The bundle is not a component:\n${z.prettifyError(checked.error)}`);
  return checked.data;
}

/**
 * Loads the built component.
 *
 * @throws Error if it is not built, or is not a component
 */
export function loadComponent(file: string = BUNDLE_PATH): Component {
  if (!existsSync(file)) throw new Error(`There is no bundle at ${path.relative("", file)}. Build it: npm run build`);
  const loaded: unknown = createRequire(__filename)(file);
  return asComponent(Object(loaded).default);
}
