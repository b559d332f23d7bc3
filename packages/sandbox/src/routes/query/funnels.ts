/** Saved funnels and their reports. */

import type { RouteFamily } from "../../context";
import { bareFailure, SandboxError } from "../../errors";
import { definitionsOf } from "../../query/definitions";
import { queryFunnel } from "../../query/funnels";
import { DAY_MS, durationOf } from "../../query/units";
import { queryRoute } from "./queryRoute";

const LENGTH_UNITS = ["day", "hour", "minute", "second"] as const;
const MAX_LENGTH_DAYS = 90;
const DEFAULT_LIMIT = 255;
const MAX_LIMIT = 10_000;
const MAX_INTERVAL_DAYS = 3650;

/** GET /funnels/list and GET /funnels. See https://developer.mixpanel.com/reference/funnels-query. */
export const funnels: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/funnels/list",
    operationId: "funnels-list-saved",
    answer: ({ project }) => definitionsOf(project, "funnels").map(({ funnel_id, name }) => ({ funnel_id, name })),
  });

  queryRoute(app, context, {
    path: "/funnels",
    operationId: "funnels-query",
    answer({ project, parameters, calendar }) {
      const id = parameters.requiredInteger("funnel_id", 0, Number.MAX_SAFE_INTEGER);
      const definition = definitionsOf(project, "funnels").find(({ funnel_id }) => funnel_id === id);
      if (!definition) throw new SandboxError(400, `Funnel ${id} does not exist in this project.`);
      const range = parameters.dateRange();
      if (parameters.has("unit") && parameters.has("interval")) throw bareFailure();
      const unit = parameters.choice("unit", ["day", "week", "month"]);
      const interval = parameters.integer("interval", 1, MAX_INTERVAL_DAYS) ?? 1;
      const window = {
        length: parameters.integer("length", 1, Number.MAX_SAFE_INTEGER) ?? definition.length,
        unit: parameters.choice("length_unit", LENGTH_UNITS) ?? definition.length_unit,
      };
      if (durationOf(window.unit, window.length) > MAX_LENGTH_DAYS * DAY_MS) throw bareFailure();
      const limit = parameters.integer("limit", 1, Number.MAX_SAFE_INTEGER) ?? DEFAULT_LIMIT;
      if (limit > MAX_LIMIT) throw bareFailure();
      return queryFunnel(project, {
        definition,
        buckets: unit === undefined ? calendar.dayBuckets(range, interval) : calendar.buckets(range, unit),
        window,
        where: parameters.text("where"),
        on: parameters.text("on"),
        limit,
      });
    },
  });
};
