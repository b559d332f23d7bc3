import type { Endpoint } from "../endpoint";
import { query } from "./queries";

/** One event over time. In maintenance mode: saved Insights reports replace them. */
const report = { ...query, method: "GET" } as const;
const common = {
  project_id: "text",
  workspace_id: "text",
  event: "text",
  from_date: "text",
  to_date: "text",
  on: "text",
  unit: "text",
  where: "text",
} as const;

export const querySegmentation = {
  ...report,
  operation: "querySegmentation",
  holds: ["data"],
  path: "/api/query/segmentation",
  query: { ...common, type: "text", interval: "text", limit: "text" },
  docs: "https://developer.mixpanel.com/reference/segmentation-query",
} as const satisfies Endpoint;

export const querySegmentationNumeric = {
  ...report,
  operation: "querySegmentationNumeric",
  holds: ["data"],
  path: "/api/query/segmentation/numeric",
  query: { ...common, type: "text" },
  docs: "https://developer.mixpanel.com/reference/segmentation-numeric-query",
} as const satisfies Endpoint;

export const querySegmentationSum = {
  ...report,
  operation: "querySegmentationSum",
  holds: ["results"],
  path: "/api/query/segmentation/sum",
  query: common,
  docs: "https://developer.mixpanel.com/reference/segmentation-sum-query",
} as const satisfies Endpoint;

export const querySegmentationAverage = {
  ...report,
  operation: "querySegmentationAverage",
  holds: ["results"],
  path: "/api/query/segmentation/average",
  query: common,
  docs: "https://developer.mixpanel.com/reference/segmentation-query-average",
} as const satisfies Endpoint;

/** The first of its queries; the others are of querySegmentation. */
export const queryRevenue = { ...querySegmentationSum, operation: "queryRevenue" } as const satisfies Endpoint;
