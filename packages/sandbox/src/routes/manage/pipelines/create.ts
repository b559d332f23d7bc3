/** Reading the create and edit forms of the Data Pipelines API. */
import { refusal } from "../appApi";
import { allOf, type Form, oneOf } from "./form";
import { PIPELINE_KINDS, type PipelineKind } from "./kinds";
import { DAY_MS, type Pipeline } from "./schedule";

const MAX_FROM_DATE_AGE_MONTHS = 6;
const TRIAL_MS = 30 * DAY_MS;
const COMMON_CHOICES = { trial: ["true", "false"], frequency: ["daily", "hourly"] };
/** Parameters that a pipeline keeps in fields of their own, or does not keep. */
const NOT_KEPT = new Set([
  ...["project_id", "type", "trial", "data_source", "from_date", "to_date", "frequency", "sync", "schema_type"],
]);

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function readDate(form: Form, name: string): number | undefined {
  const text = oneOf(form, name);
  if (text === undefined) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Parsing alone lets 2024-02-31 through as the second of March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw refusal(400, `${name} must be a date formatted as YYYY-MM-DD`);
  }
  return ms;
}

function readKind(form: Form): { type: string; kind: PipelineKind } {
  const type = oneOf(form, "type");
  if (type === undefined) throw refusal(400, "type is required");
  const kind = PIPELINE_KINDS.get(type);
  if (!kind) throw refusal(400, `type must be one of ${[...PIPELINE_KINDS.keys()].join(", ")}`);
  return { type, kind };
}

function checkChoices(form: Form, kind: PipelineKind, trial: boolean): void {
  for (const [name, choices] of Object.entries({ ...COMMON_CHOICES, ...kind.choices })) {
    const value = oneOf(form, name);
    // A trial does not sync, whatever else pipelines of its type must do.
    if (value === undefined || choices.includes(value) || (trial && name === "sync" && value === "false")) continue;
    throw refusal(400, `${name} must be one of ${choices.join(", ")}`);
  }
}

function checkRequired(form: Form, kind: PipelineKind, trial: boolean): void {
  const schematized = kind.schematized ? [...(trial ? [] : ["sync"]), "schema_type"] : [];
  const glue = oneOf(form, "use_glue") === "true" ? ["glue_database", "glue_role"] : [];
  const required = [...(trial ? [] : ["from_date"]), ...kind.required, ...schematized, ...glue];
  const missing = required.find((name) => oneOf(form, name) === undefined);
  if (missing) throw refusal(400, `${missing} is required`);
}

function readWindow(form: Form, trial: boolean, nowMs: number): { fromMs: number; untilMs: number | null } {
  const today = dayOf(nowMs);
  if (trial) return { fromMs: today - DAY_MS, untilMs: today - DAY_MS + TRIAL_MS };
  const fromMs = readDate(form, "from_date") ?? today;
  const toMs = readDate(form, "to_date");
  const oldest = new Date(today);
  oldest.setUTCMonth(oldest.getUTCMonth() - MAX_FROM_DATE_AGE_MONTHS);
  if (fromMs < oldest.getTime()) throw refusal(400, "from_date cannot be more than six months in the past");
  if (toMs === undefined) return { fromMs, untilMs: null };
  if (toMs < fromMs) throw refusal(400, "to_date must not be before from_date");
  if (oneOf(form, "frequency") !== undefined) {
    throw refusal(400, "frequency can only be passed when the export window is indefinite");
  }
  return { fromMs, untilMs: toMs + DAY_MS };
}

function checkCombinations(form: Form): void {
  if (oneOf(form, "data_source") === "people" && oneOf(form, "where") !== undefined) {
    throw refusal(400, "where is only valid when data_source is events");
  }
  const prefix = oneOf(form, "bq_prefix");
  if (prefix !== undefined && !/^\w+$/.test(prefix)) {
    throw refusal(400, "bq_prefix can only have alphanumeric characters and underscores");
  }
}

/** A name as Mixpanel builds them, numbered when the project has it already. */
function freeName(parts: (string | null)[], taken: Set<string>): string {
  const name = parts.filter((part) => part !== null).join("-");
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

/**
 * The pipelines that a create form asks for: one, or two for the trial of a schematized type, which exports both events and
 * people.
 *
 * @param taken Names the project has in use. @param nowMs Milliseconds since epoch.
 * @throws SandboxError 400 that names the parameter at fault.
 */
export function pipelinesOf(form: Form, taken: Set<string>, nowMs: number): Pipeline[] {
  const { type, kind } = readKind(form);
  const trial = oneOf(form, "trial") === "true";
  checkRequired(form, kind, trial);
  checkChoices(form, kind, trial);
  checkCombinations(form);
  const { fromMs, untilMs } = readWindow(form, trial, nowMs);
  const trialSources = kind.schematized ? (["events", "people"] as const) : (["events"] as const);
  const chosen = oneOf(form, "data_source") === "people" ? (["people"] as const) : (["events"] as const);
  const frequency = !trial && oneOf(form, "frequency") === "hourly" ? "hourly" : "daily";
  const parameters = Object.fromEntries(
    Object.keys(form)
      .filter((name) => !NOT_KEPT.has(name))
      .map((name) => [name, allOf(form, name)]),
  );
  return (trial ? trialSources : chosen).map((dataSource) => {
    const schemaType = kind.schematized && dataSource === "events" ? (oneOf(form, "schema_type") ?? null) : null;
    const shownSchema = kind.schematized ? (schemaType ?? "monoschema") : null;
    return {
      name: freeName([trial ? "trial" : null, dataSource, frequency, type, shownSchema], taken),
      type,
      dataSource,
      schemaType,
      frequency,
      sync: kind.schematized && !trial,
      createdMs: nowMs,
      untilMs,
      parameters,
      paused: false,
      nextMs: fromMs,
      freeMs: nowMs,
      tasks: [],
    };
  });
}

/**
 * Changes a pipeline as an edit form asks: `events` and `where` of any, and the parameters that its kind lets be edited.
 *
 * @throws SandboxError 400 for a parameter that cannot be edited.
 */
export function edit(pipeline: Pipeline, form: Form): void {
  const editable = new Set(["events", "where", ...(PIPELINE_KINDS.get(pipeline.type)?.editable ?? [])]);
  const names = Object.keys(form).filter((name) => name !== "name" && name !== "project_id" && name !== "type");
  const fixed = names.find((name) => !editable.has(name));
  if (fixed) throw refusal(400, `${fixed} cannot be edited for a ${pipeline.type} pipeline`);
  for (const name of names) {
    const sent = allOf(form, name);
    // New shares of a dataset are added to the old ones; everything else is replaced.
    const kept = name === "bq_share_with_group" ? (pipeline.parameters[name] ?? []) : [];
    pipeline.parameters[name] = [...new Set([...kept, ...sent])];
  }
}
