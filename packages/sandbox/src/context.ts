/** How a family of routes registers itself, and the context that it gets. */
import type { FastifyInstance } from "fastify";
import type { RouteContext } from "./routeContext";

export type { RegisteredOperation, RouteContext } from "./routeContext";

/** A family of routes: registers its Fastify routes, each with the `operationId` of Mixpanel's description in its route config. */
export type RouteFamily = (app: FastifyInstance, context: RouteContext) => void;
