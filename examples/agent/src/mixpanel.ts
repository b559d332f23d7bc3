/** The component's actions that the tools use: these and no others, and each of them only reads. */
import type { FlowExecutionContext } from "@prismatic-io/spectral";
import { z } from "zod";
import { dataOf } from "../../common/result";
import type manifest from "./manifests/mixpanel";

const scalar = z.union([z.string(), z.number()]).transform(String);
const dates = z.object({ from_date: z.string(), to_date: z.string() });
const reportRow = z.object({
  date: z.string().nullish(),
  funnel: z.string().nullish(),
  event: z.string().nullish(),
  segment: z.string().nullish(),
  step: z.number().nullish(),
  value: z.number().nullish(),
});
const record = z.record(z.string(), z.unknown());
const profile = z.object({ $distinct_id: scalar, $properties: record });

export type ReportRow = z.infer<typeof reportRow>;
export type Profile = z.infer<typeof profile>;

/** What the tools read of each action's result, by the action's key. */
export const RESULTS = {
  querySegmentation: z.object({ rows: z.array(reportRow), resolved_dates: dates }),
  queryEventCounts: z.object({ rows: z.array(reportRow), resolved_dates: dates }),
  listEventNames: z.object({ results: z.array(z.string()) }),
  listEventProperties: z.object({ results: record }),
  listSavedFunnels: z.array(z.object({ funnel_id: scalar, name: z.string() })),
  queryFunnelSavedReports: z.object({ rows: z.array(reportRow), resolved_dates: dates }),
  queryInsightsSavedReports: z.object({ rows: z.array(reportRow), date_range: dates.partial().optional() }),
  listCohorts: z.object({
    results: z.array(
      z.object({ id: scalar, name: z.string(), count: z.number().optional(), data_group_id: scalar.nullish() }),
    ),
  }),
  getCohortMembers: z.object({
    distinct_ids: z.array(z.string()),
    results: z.array(z.object({ $distinct_id: scalar.optional(), $properties: record })).optional(),
    total: z.number().optional(),
  }),
  queryProfiles: z.object({ results: z.array(profile), total: z.number().optional() }),
  queryActivityStream: z.object({
    results: z.object({ events: z.array(z.object({ event: z.string(), properties: record })) }),
    total: z.number(),
    truncated: z.boolean(),
    resolved_dates: dates,
  }),
} as const;

export type ReadAction = keyof typeof RESULTS;

type Values<Key extends ReadAction> = Omit<Parameters<(typeof manifest.actions)[Key]["perform"]>[0], "connection">;
type Result<Key extends ReadAction> = z.infer<(typeof RESULTS)[Key]>;

/** The actions as tools call them: without the connection, and with a result that was checked. */
export type Mixpanel = { [Key in ReadAction]: (values: Values<Key>) => Promise<Result<Key>> };

/** The actions of the component, with the connection of the customer whose instance runs. */
export function mixpanelOf({ components, configVars }: FlowExecutionContext): Mixpanel {
  const connection = configVars["Mixpanel Connection"];
  const { mixpanel: actions } = components;
  return {
    querySegmentation: (values) =>
      dataOf(RESULTS.querySegmentation, actions.querySegmentation({ connection, ...values })),
    queryEventCounts: (values) => dataOf(RESULTS.queryEventCounts, actions.queryEventCounts({ connection, ...values })),
    listEventNames: (values) => dataOf(RESULTS.listEventNames, actions.listEventNames({ connection, ...values })),
    listEventProperties: (values) =>
      dataOf(RESULTS.listEventProperties, actions.listEventProperties({ connection, ...values })),
    listSavedFunnels: (values) => dataOf(RESULTS.listSavedFunnels, actions.listSavedFunnels({ connection, ...values })),
    queryFunnelSavedReports: (values) =>
      dataOf(RESULTS.queryFunnelSavedReports, actions.queryFunnelSavedReports({ connection, ...values })),
    queryInsightsSavedReports: (values) =>
      dataOf(RESULTS.queryInsightsSavedReports, actions.queryInsightsSavedReports({ connection, ...values })),
    listCohorts: (values) => dataOf(RESULTS.listCohorts, actions.listCohorts({ connection, ...values })),
    getCohortMembers: (values) => dataOf(RESULTS.getCohortMembers, actions.getCohortMembers({ connection, ...values })),
    queryProfiles: (values) => dataOf(RESULTS.queryProfiles, actions.queryProfiles({ connection, ...values })),
    queryActivityStream: (values) =>
      dataOf(RESULTS.queryActivityStream, actions.queryActivityStream({ connection, ...values })),
  };
}
