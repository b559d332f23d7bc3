/** Event breakdown reports: counts of events, and what events, properties and values a project has. */
import type { FastifyReply } from "fastify";
import type { RouteFamily } from "../../context";
import { SandboxError } from "../../errors";
import * as breakdown from "../../query/breakdown";
import type { Buckets } from "../../query/calendar";
import { COUNT_TYPES, type CountType, type SeriesAnswer, seriesCsv } from "../../query/eventCounts";
import type { Parameters } from "./parameters";
import { type QueryCall, queryRoute } from "./queryRoute";

const UNITS = ["minute", "hour", "day", "week", "month"] as const;
const DEFAULT_TOP_EVENTS = 100;
const DEFAULT_TOP_PROPERTIES = 10;
const DEFAULT_LIMIT = 255;
const MAX_LIMIT = 10_000;
/** More names are asked for in vain: the list is cut. */
const MAX_NAMES = 5000;
const MAX_INTERVAL = 10_000;

function limitOf(parameters: Parameters, byDefault: number): number {
  return parameters.integer("limit", 1, MAX_LIMIT) ?? byDefault;
}

/** The range is either two dates or a number of units up to now. */
function countQuery({ parameters, calendar, nowMs }: QueryCall): { type: CountType; buckets: Buckets } {
  const type = parameters.requiredChoice("type", COUNT_TYPES);
  const unit = parameters.requiredChoice("unit", UNITS);
  if (type === "unique" && (unit === "hour" || unit === "minute")) {
    throw new SandboxError(400, `Unique counts are not available for the unit "${unit}".`);
  }
  const interval = parameters.integer("interval", 1, MAX_INTERVAL);
  const isDated = parameters.has("from_date") || parameters.has("to_date") || interval === undefined;
  const range = isDated ? parameters.dateRange() : calendar.lastUnits(nowMs, unit, interval);
  return { type, buckets: calendar.buckets(range, unit) };
}

function recentQuery({ parameters, nowMs }: QueryCall, byDefault: number) {
  return { type: parameters.requiredChoice("type", COUNT_TYPES), limit: limitOf(parameters, byDefault), nowMs };
}

function inFormat(answer: SeriesAnswer, parameters: Parameters, reply: FastifyReply): SeriesAnswer | string {
  if (parameters.choice("format", ["json", "csv"]) !== "csv") return answer;
  reply.type("text/csv; charset=utf-8");
  return seriesCsv(answer);
}

/** GET /events and what lies below it. See https://developer.mixpanel.com/reference/list-recent-events. */
export const events: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/events",
    operationId: "list-recent-events",
    answer(call) {
      const { project, parameters, reply } = call;
      const query = { events: parameters.requiredTextList("event"), ...countQuery(call) };
      return inFormat(breakdown.queryEventCounts(project, query), parameters, reply);
    },
  });

  queryRoute(app, context, {
    path: "/events/top",
    operationId: "query-top-events",
    answer: (call) => breakdown.queryTopEvents(call.project, recentQuery(call, DEFAULT_TOP_EVENTS)),
  });

  queryRoute(app, context, {
    path: "/events/names",
    operationId: "query-months-top-event-names",
    answer(call) {
      const { project, parameters } = call;
      const query = recentQuery(call, DEFAULT_LIMIT);
      return breakdown.queryEventNames(project, {
        ...query,
        limit: Math.min(query.limit, MAX_NAMES),
        range: parameters.has("from_date") || parameters.has("to_date") ? parameters.dateRange() : undefined,
      });
    },
  });

  queryRoute(app, context, {
    path: "/events/properties",
    operationId: "query-event-properties",
    answer(call) {
      const { project, parameters, reply } = call;
      const query = {
        event: parameters.requiredText("event"),
        property: parameters.requiredText("name"),
        values: parameters.textList("values"),
        limit: limitOf(parameters, DEFAULT_LIMIT),
        ...countQuery(call),
      };
      return inFormat(breakdown.queryPropertyCounts(project, query), parameters, reply);
    },
  });

  queryRoute(app, context, {
    path: "/events/properties/top",
    operationId: "query-events-top-properties",
    answer: ({ project, parameters }) =>
      breakdown.queryTopProperties(project, {
        event: parameters.requiredText("event"),
        limit: limitOf(parameters, DEFAULT_TOP_PROPERTIES),
      }),
  });

  queryRoute(app, context, {
    path: "/events/properties/values",
    operationId: "query-events-top-property-values",
    answer: ({ project, parameters }) =>
      breakdown.queryTopPropertyValues(project, {
        event: parameters.text("event"),
        property: parameters.requiredText("name"),
        limit: limitOf(parameters, DEFAULT_LIMIT),
      }),
  });
};
