/** Segmentation reports. */

import type { RouteFamily } from "../../context";
import { calendarBuckets, computedAt, dayBuckets } from "../../query/calendar";
import { COUNT_TYPES, seriesCsv } from "../../query/eventCounts";
import { queryAverage, queryNumericBuckets, querySegmentation, querySum } from "../../query/segmentation";
import type { Parameters } from "./parameters";
import { queryRoute } from "./queryRoute";

const DEFAULT_LIMIT = 60;
const MAX_LIMIT = 10_000;
const MAX_INTERVAL_DAYS = 3650;

/** What the reports on the value of an expression have in common. */
function expressionQuery(parameters: Parameters) {
  return {
    event: parameters.requiredText("event"),
    buckets: calendarBuckets(parameters.dateRange(), parameters.choice("unit", ["hour", "day"]) ?? "day"),
    on: parameters.requiredText("on"),
    where: parameters.text("where"),
  };
}

/** GET /segmentation and its numeric, sum and average reports. See https://developer.mixpanel.com/reference/segmentation-query. */
export const segmentation: RouteFamily = (app, { clock }) => {
  queryRoute(app, {
    method: "GET",
    path: "/segmentation",
    operationId: "segmentation-query",
    answer({ project, parameters, reply }) {
      const event = parameters.requiredText("event");
      const range = parameters.dateRange();
      const type = parameters.choice("type", COUNT_TYPES) ?? "general";
      const unit = parameters.choice("unit", ["minute", "hour", "day", "week", "month"]) ?? "day";
      const interval = parameters.integer("interval", 1, MAX_INTERVAL_DAYS);
      const answer = querySegmentation(project, {
        event,
        type,
        // Days per bucket, where general counts know units only.
        buckets:
          interval === undefined || type === "general" ? calendarBuckets(range, unit) : dayBuckets(range, interval),
        on: parameters.text("on"),
        where: parameters.text("where"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
      if (parameters.choice("format", ["json", "csv"]) !== "csv") return answer;
      reply.type("text/csv; charset=utf-8");
      return seriesCsv(answer);
    },
  });

  queryRoute(app, {
    method: "GET",
    path: "/segmentation/numeric",
    operationId: "segmentation-numeric-query",
    answer: ({ project, parameters }) =>
      queryNumericBuckets(project, {
        ...expressionQuery(parameters),
        type: parameters.choice("type", COUNT_TYPES) ?? "general",
      }),
  });

  queryRoute(app, {
    method: "GET",
    path: "/segmentation/sum",
    operationId: "segmentation-sum-query",
    answer: ({ project, parameters }) => ({
      status: "ok",
      computed_at: computedAt(clock.now()),
      results: querySum(project, expressionQuery(parameters)),
    }),
  });

  queryRoute(app, {
    method: "GET",
    path: "/segmentation/average",
    operationId: "segmentation-query-average",
    answer: ({ project, parameters }) => ({
      results: queryAverage(project, expressionQuery(parameters)),
      status: "ok",
    }),
  });
};
