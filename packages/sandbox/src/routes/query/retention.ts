/** Retention and frequency reports. */

import type { RouteFamily } from "../../context";
import { bareFailure } from "../../errors";
import { queryFrequency } from "../../query/frequency";
import { queryRetention } from "../../query/retention";
import { queryRoute } from "./queryRoute";

const UNITS = ["day", "week", "month"] as const;
const MAX_INTERVAL = 90;
const MAX_INTERVALS = 1000;
const DEFAULT_LIMIT = 255;
const MAX_LIMIT = 10_000;

/** GET /retention and GET /retention/addiction. See https://developer.mixpanel.com/reference/retention-query. */
export const retention: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/retention",
    operationId: "retention-query",
    answer({ project, parameters, calendar }) {
      const type = parameters.choice("retention_type", ["birth", "compounded"]) ?? "birth";
      if (parameters.has("unit") && parameters.has("interval")) throw bareFailure();
      const unit = parameters.choice("unit", UNITS) ?? "day";
      const interval = parameters.integer("interval", 1, Number.MAX_SAFE_INTEGER) ?? 1;
      if (interval > MAX_INTERVAL) throw bareFailure();
      return queryRetention(project, {
        type,
        bornEvent: type === "birth" ? parameters.requiredText("born_event") : undefined,
        bornWhere: parameters.text("born_where"),
        event: parameters.text("event"),
        where: parameters.text("where"),
        buckets: calendar.buckets(parameters.dateRange(), unit),
        unit,
        interval,
        intervalCount: parameters.integer("interval_count", 1, MAX_INTERVALS) ?? 1,
        unbounded: parameters.boolean("unbounded_retention") ?? false,
        on: parameters.text("on"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
    },
  });

  queryRoute(app, context, {
    path: "/retention/addiction",
    operationId: "retention-frequency-query",
    answer({ project, parameters, calendar }) {
      const unit = parameters.requiredChoice("unit", UNITS);
      return queryFrequency(project, {
        event: parameters.text("event"),
        where: parameters.text("where"),
        buckets: calendar.buckets(parameters.dateRange(), unit),
        unit,
        addictionUnit: parameters.requiredChoice("addiction_unit", ["hour", "day"]),
        on: parameters.text("on"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
    },
  });
};
