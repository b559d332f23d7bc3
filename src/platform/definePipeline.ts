import type { Inputs } from "@prismatic-io/spectral";
import { assertDateOrder } from "../inputs/cleanDates";
import { pipelineWindow } from "../inputs/pipelines";
import type { Endpoint } from "../mixpanel/endpoint";
import { InputError } from "../mixpanel/errors";
import { parametersOf } from "../mixpanel/http/parameters";
import { earliestPipelineStart } from "../mixpanel/raw/pipelineStart";
import { isRecord, type JsonObject } from "../mixpanel/records/json";
import { type ActionSpec, defineAction } from "./defineAction";
import { overridesOf } from "./overrides";
import { list, object, text } from "./shape";

interface PipelineSpec extends Pick<ActionSpec<Inputs>, "label" | "description"> {
  endpoint: Endpoint;
  /** Where the data go. Those of tables are refused if `type` is one of raw files. */
  destination: Inputs;
  /** What `type` is while its input is empty. */
  type?: string;
  /** The name of a pipeline that is made. */
  example: string;
  check?(params: JsonObject): void;
}

function refuse(params: JsonObject, inputs: Readonly<Record<string, string>>, why: string): void {
  const given = Object.keys(inputs).find((key) => params[key] !== undefined);
  if (given === undefined) return;
  throw new InputError({ input: inputs[given] ?? given, got: `a value ${why}`, expected: "nothing" });
}

/** @throws InputError for a window that Mixpanel does not export */
export function assertPipelineStart({ from_date, trial }: { from_date?: string; trial?: boolean }, now: number): void {
  if (from_date === undefined && trial !== true) {
    throw new InputError({ input: "From Date", got: "nothing", expected: "a day as yyyy-mm-dd, unless Trial is true" });
  }
  const earliest = earliestPipelineStart(now);
  if (from_date !== undefined && from_date < earliest) {
    throw new InputError({
      input: "From Date",
      got: from_date,
      expected: `a day at most six months ago: ${earliest} or later`,
    });
  }
}

const TRIAL_EXPORTS = { from_date: "From Date", to_date: "To Date", frequency: "Frequency" };
const FILTERS = { events: "Events", where: "Where" };
const TABLES = { schema_type: "Tables", data_source: "Data Source", data_format: "File Format" };
const GLUE = {
  use_glue: "Use Glue",
  glue_database: "Glue Database",
  glue_role: "Glue Role",
  glue_table_prefix: "Glue Table Prefix",
};

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** @throws InputError for inputs that do not go together */
function assertPipeline(params: JsonObject, isRaw: boolean, now: number): void {
  const [from_date, to_date] = [textOf(params.from_date), textOf(params.to_date)];
  const trial = params.trial === true;
  if (isRaw) refuse(params, { ...TABLES, ...GLUE }, "together with raw files");
  if (trial) refuse(params, { ...TRIAL_EXPORTS, ...FILTERS, data_source: TABLES.data_source }, "together with Trial");
  assertPipelineStart({ from_date, trial }, now);
  assertDateOrder(from_date, to_date);
  if (to_date !== undefined) refuse(params, { frequency: "Frequency" }, "together with To Date");
  if (params.data_source !== "people") return;
  refuse(params, FILTERS, "together with user profiles");
  if (params.schema_type === "multischema")
    refuse(params, { schema_type: TABLES.schema_type }, "other than one table for user profiles");
}

/**
 * Makes the action that creates a pipeline to a destination. Window, filters and their rules are the same for all: Mixpanel exports
 * tables of a pipeline that is no trial only with `sync`, and accepts no other value of it than true.
 *
 * @see https://developer.mixpanel.com/reference/create-warehouse-pipeline
 */
export function definePipeline({
  endpoint,
  label,
  description,
  destination,
  type: preset,
  example,
  check,
}: PipelineSpec) {
  return defineAction<Inputs, unknown>({
    endpoint,
    label,
    description,
    inputs: { ...destination, ...pipelineWindow, ...overridesOf(endpoint) },
    output: object({
      pipeline_names: list(text("A trial of tables makes one pipeline for events and one for profiles.")),
    }),
    example: { pipeline_names: [example] },
    run: async ({ client, params }) => {
      const given: JsonObject = isRecord(params) ? params : {};
      const type = given.type ?? preset;
      const isRaw = String(type).endsWith("-raw");
      assertPipeline(given, isRaw, client.transport.clock.now());
      check?.(given);
      const sync = given.trial === true ? {} : { sync: true };
      const tables = isRaw ? {} : { ...sync, schema_type: given.schema_type ?? "monoschema" };
      return client.call(endpoint, parametersOf(endpoint, { ...given, type, ...tables }));
    },
  });
}
