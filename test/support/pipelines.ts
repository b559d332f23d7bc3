import { PROJECT_ID } from "./connection";
import type { ActionExpectation } from "./describeAction";
import { authorized, FORM } from "./expectedRequest";

const DAY_MS = 86_400_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
export const from_date = daysAgo(30);
const where = 'properties["plan"] == "pro"';

type Optional = NonNullable<ActionExpectation["optional"]>;
const EDITED_EVENTS: Optional = [["events", ["A", "B"], { form: { events: ["A", "B"] } }]];

type Texts = Record<string, string>;
type Part = Pick<ActionExpectation, "request" | "reply" | "result" | "optional" | "variants" | "refusals">;

/** What each action that creates a pipeline sends, takes and refuses. @param own form fields of the destination */
export function creating(own: Texts, isTable: boolean) {
  const answer = { pipeline_names: ["a-pipeline"] };
  const tables = isTable ? { sync: "true", schema_type: "monoschema" } : {};
  const request = {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/create",
    headers: { ...authorized, ...FORM },
    form: { project_id: PROJECT_ID, from_date, ...own, ...tables },
  };
  const optional: Optional = [
    ["to_date", from_date, { form: { to_date: from_date } }],
    ["frequency", "hourly", { form: { frequency: "hourly" } }],
    ["trial", "false", { form: { trial: "false" } }],
    ["events", ["A", "B"], { form: { events: ["A", "B"] } }],
    ["where", where, { form: { where } }],
  ];
  const variants = [
    [
      "M3: a trial, which neither syncs nor has a beginning",
      { trial: "true", from_date: "" },
      { form: { trial: "true", from_date: undefined, sync: undefined } },
    ],
  ] as const;
  const refusals = [
    ["M3: no beginning where it is no trial", { from_date: "" }, "From Date"],
    ["M3: a beginning over six months ago", { from_date: daysAgo(187) }, "From Date"],
    ["M3: an end before the beginning", { to_date: daysAgo(31) }, "To Date"],
    ["M3: a frequency together with an end", { to_date: from_date, frequency: "daily" }, "Frequency"],
    ["M3: a trial with a beginning", { trial: true }, "From Date"],
    ["M3: a trial with filters", { trial: true, from_date: "", events: ["A"] }, "Events"],
  ] as const;
  return { request, reply: { body: answer }, result: answer, optional, variants, refusals } satisfies Part;
}

/** Inputs of tables. */
export const tableInputs = [
  ["schema_type", "multischema", { form: { schema_type: "multischema" } }],
  ["data_source", "people", { form: { data_source: "people" } }],
] as const;
export const fileInputs = [...tableInputs, ["data_format", "parquet", { form: { data_format: "parquet" } }]] as const;

export const tableRefusals = [
  ["M3: filters of user profiles", { data_source: "people", events: ["A"] }, "Events"],
  ["M3: several tables of user profiles", { data_source: "people", schema_type: "multischema" }, "Tables"],
] as const;

/** What an action on one pipeline sends. */
export const changing = (what: string) => ({
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: `/api/2.0/nessie/pipeline/${what}`,
    headers: { ...authorized, ...FORM },
    form: { project_id: PROJECT_ID, name: "a-pipeline" },
  },
  reply: { body: "" },
  result: null,
});

/** What an action that edits a pipeline takes and refuses beside what its destination has. */
export function editing() {
  const { request, ...rest } = changing("edit");
  return {
    ...rest,
    params: { name: "a-pipeline", where },
    request: { ...request, form: { ...request.form, where } },
    optional: EDITED_EVENTS,
    refusals: [
      ["M5: no name", { name: "" }, "Name"],
      ["M3: nothing to change", { where: "" }, "Events"],
    ] as const,
  };
}
