/** The query and export APIs, asked about the sample project. */
import { type Calls, call, calling, fieldsOf, queryOf } from "./calls";

const RANGE = { project_id: "1", from_date: "2024-06-01", to_date: "2024-06-15" };
const asked = (path: string, parameters: Record<string, string> = {}): string =>
  `GET ${path}?${new URLSearchParams({ ...RANGE, ...parameters })}`;
const query = (path: string, parameters?: Record<string, string>) => calling(asked(`/api/query${path}`, parameters));

const PRICES = { event: "Viewed product", on: 'number(properties["price"])' };
const FUNNEL = { funnel_id: "7001", unit: "week" };
const NINE_USERS = JSON.stringify(Array.from({ length: 9 }, (_, index) => `user-00${index + 1}`));

const topNames = query("/events/names", { type: "general" });

export const QUERIES: Calls = {
  "insights-query 200": query("/insights", { bookmark_id: "9001" }),
  "funnels-query 200": query("/funnels", FUNNEL),
  "funnels-query request 1": (sandbox, example) =>
    call(sandbox, asked("/api/query/funnels", { ...FUNNEL, length: "7", ...queryOf(example) })),
  "funnels-list-saved 200": query("/funnels/list"),
  "retention-query 200": query("/retention", { born_event: "Signed up", unit: "day", interval_count: "2" }),
  "retention-query request 1": (sandbox, example) => call(sandbox, asked("/api/query/retention", queryOf(example))),
  "retention-frequency-query 200": query("/retention/addiction", {
    unit: "day",
    addiction_unit: "hour",
    event: "Viewed product",
  }),
  "segmentation-query 200": query("/segmentation", { event: "Viewed product" }),
  "segmentation-numeric-query 200": query("/segmentation/numeric", PRICES),
  "segmentation-sum-query 200": query("/segmentation/sum", PRICES),
  "segmentation-query-average 200": query("/segmentation/average", PRICES),
  "activity-stream-query 200": query("/stream/query", { distinct_ids: NINE_USERS }),
  "cohorts-list 200": calling("POST /api/query/cohorts/list?project_id=1"),
  "engage-query 200": calling("POST /api/query/engage?project_id=1"),
  "list-recent-events 200": query("/events", {
    event: '["Viewed product","Purchased"]',
    type: "general",
    unit: "day",
  }),
  "query-top-events 200": query("/events/top", { type: "general" }),
  "query-months-top-event-names 200": topNames,
  "query-event-properties 200": query("/events/properties", {
    event: "Viewed product",
    name: "category",
    type: "general",
    unit: "day",
  }),
  "query-events-top-properties 200": query("/events/properties/top", { event: "Viewed product" }),
  "query-events-top-property-values 200": query("/events/properties/values", {
    event: "Viewed product",
    name: "category",
  }),
  "query-jql request 1": (sandbox, example) =>
    call(sandbox, "POST /api/query/jql?project_id=1", { form: queryOf(fieldsOf(example)) }),
  "raw-event-export 200": calling(asked("/api/2.0/export")),
  "raw-event-export request 1": (sandbox, example) => call(sandbox, asked("/api/2.0/export", queryOf(example))),
};
