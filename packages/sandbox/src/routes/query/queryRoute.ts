/** How an operation of the query API becomes routes: at its path of today, and at the older one that still answers. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Project, projectOf } from "../../types";
import { Parameters } from "./parameters";

const PREFIXES = ["/api/query", "/api/2.0"];

export interface QueryRoute {
  method: "GET" | "POST";
  /** Path below `/api/query`. */
  path: string;
  /** `operationId` of Mixpanel's description. */
  operationId: string;
  answer(call: { project: Project; parameters: Parameters; request: FastifyRequest; reply: FastifyReply }): unknown;
}

/** Registers one operation; its parameters are those of the query string and, for POST, of the form. */
export function queryRoute(app: FastifyInstance, route: QueryRoute): void {
  const { method, path, operationId } = route;
  for (const prefix of PREFIXES) {
    app.route({
      method,
      url: `${prefix}${path}`,
      config: {
        operation: {
          operationId,
          family: "query",
          credentials: "serviceAccount",
          projectIn: "query",
          limits: ["query"],
        },
      },
      handler: async (request, reply) =>
        route.answer({
          project: projectOf(request),
          parameters: new Parameters(request.query, request.body),
          request,
          reply,
        }),
    });
  }
}
