/** Retention and frequency reports. */

import type { RouteFamily } from "../../context";
import { calendarBuckets } from "../../query/calendar";
import { queryFrequency } from "../../query/frequency";
import { queryRetention } from "../../query/retention";
import { queryRoute } from "./queryRoute";

const UNITS = ["day", "week", "month"] as const;
const MAX_INTERVAL = { day: 90, week: 52, month: 24 };
const MAX_INTERVALS = 1000;
const DEFAULT_LIMIT = 255;
const MAX_LIMIT = 10_000;

/** GET /retention and GET /retention/addiction. See https://developer.mixpanel.com/reference/retention-query. */
export const retention: RouteFamily = (app) => {
  queryRoute(app, {
    method: "GET",
    path: "/retention",
    operationId: "retention-query",
    answer({ project, parameters }) {
      const type = parameters.choice("retention_type", ["birth", "compounded"]) ?? "birth";
      const unit = parameters.choice("unit", UNITS) ?? "day";
      return queryRetention(project, {
        type,
        bornEvent: type === "birth" ? parameters.requiredText("born_event") : undefined,
        bornWhere: parameters.text("born_where"),
        event: parameters.text("event"),
        where: parameters.text("where"),
        buckets: calendarBuckets(parameters.dateRange(), unit),
        unit,
        interval: parameters.integer("interval", 1, MAX_INTERVAL[unit]) ?? 1,
        intervalCount: parameters.integer("interval_count", 1, MAX_INTERVALS) ?? 1,
        unbounded: parameters.boolean("unbounded_retention") ?? false,
        on: parameters.text("on"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
    },
  });

  queryRoute(app, {
    method: "GET",
    path: "/retention/addiction",
    operationId: "retention-frequency-query",
    answer({ project, parameters }) {
      const unit = parameters.requiredChoice("unit", UNITS);
      return queryFrequency(project, {
        event: parameters.text("event"),
        where: parameters.text("where"),
        buckets: calendarBuckets(parameters.dateRange(), unit),
        unit,
        addictionUnit: parameters.requiredChoice("addiction_unit", ["hour", "day"]),
        on: parameters.text("on"),
        limit: parameters.integer("limit", 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
      });
    },
  });
};
