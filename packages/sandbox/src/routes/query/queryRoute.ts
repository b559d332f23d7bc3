/** How an operation of the query API becomes routes: at its path of today, and at the older one that still answers. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RouteContext } from "../../context";
import { type Calendar, calendarOf } from "../../query/calendar";
import type { LimitName } from "../../rules/limits";
import { type Project, projectOf } from "../../types";
import { Parameters } from "./parameters";

const PREFIXES = ["/api/query", "/api/2.0"];

/** One call of an operation. */
export interface QueryCall {
  project: Project;
  parameters: Parameters;
  /** The calendar of the project. */
  calendar: Calendar;
  /** The instant of the call. */
  nowMs: number;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface QueryRoute {
  /** Path below `/api/query`. */
  path: string;
  /** `operationId` of Mixpanel's description. */
  operationId: string;
  /** What a call counts against beside the limit of all queries. */
  limits?: LimitName[];
  answer(call: QueryCall): unknown;
}

/**
 * Registers one operation. Like Mixpanel, it answers to GET and POST alike: official clients call most operations by either. Parameters
 * come in the query string and, for POST, in a body of JSON or a form, which wins.
 */
export function queryRoute(app: FastifyInstance, { clock }: RouteContext, route: QueryRoute): void {
  const { path, operationId } = route;
  for (const prefix of PREFIXES) {
    app.route({
      method: ["GET", "POST"],
      url: `${prefix}${path}`,
      config: {
        operation: {
          operationId,
          family: "query",
          credentials: "serviceAccount",
          projectIn: "form",
          limits: ["query", ...(route.limits ?? [])],
        },
      },
      handler: async (request, reply) => {
        const project = projectOf(request);
        const calendar = calendarOf(project);
        const nowMs = clock.now();
        const parameters = new Parameters(calendar, nowMs, request.query, request.body);
        return route.answer({ project, calendar, nowMs, parameters, request, reply });
      },
    });
  }
}
