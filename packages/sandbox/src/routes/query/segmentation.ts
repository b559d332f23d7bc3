/** Segmentation reports. */

import type { RouteFamily } from "../../context";
import { computedAt } from "../../query/calendar";
import { COUNT_TYPES, seriesCsv } from "../../query/eventCounts";
import { queryAverage, queryNumericBuckets, querySegmentation, querySum } from "../../query/segmentation";
import { type QueryCall, queryRoute } from "./queryRoute";

const DEFAULT_LIMIT = 60;
const MAX_LIMIT = 10_000;
const MAX_INTERVAL_DAYS = 3650;

/** What the reports on the value of an expression have in common. */
function expressionQuery({ parameters, calendar }: QueryCall) {
  return {
    event: parameters.requiredText("event"),
    buckets: calendar.buckets(parameters.dateRange(), parameters.choice("unit", ["hour", "day"]) ?? "day"),
    on: parameters.requiredText("on"),
    where: parameters.text("where"),
  };
}

/** GET /segmentation and its numeric, sum and average reports. See https://developer.mixpanel.com/reference/segmentation-query. */
export const segmentation: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/segmentation",
    operationId: "segmentation-query",
    answer({ project, parameters, calendar, reply }) {
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
          interval === undefined || type === "general"
            ? calendar.buckets(range, unit)
            : calendar.dayBuckets(range, interval),
        on: parameters.text("on"),
        where: parameters.text("where"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
      if (parameters.choice("format", ["json", "csv"]) !== "csv") return answer;
      reply.type("text/csv; charset=utf-8");
      return seriesCsv(answer);
    },
  });

  queryRoute(app, context, {
    path: "/segmentation/numeric",
    operationId: "segmentation-numeric-query",
    answer: (call) =>
      queryNumericBuckets(call.project, {
        ...expressionQuery(call),
        type: call.parameters.choice("type", COUNT_TYPES) ?? "general",
      }),
  });

  queryRoute(app, context, {
    path: "/segmentation/sum",
    operationId: "segmentation-sum-query",
    answer: (call) => ({
      status: "ok",
      computed_at: computedAt(call.nowMs),
      results: querySum(call.project, expressionQuery(call)),
    }),
  });

  queryRoute(app, context, {
    path: "/segmentation/average",
    operationId: "segmentation-query-average",
    answer: (call) => ({
      results: queryAverage(call.project, expressionQuery(call)),
      status: "ok",
    }),
  });
};
