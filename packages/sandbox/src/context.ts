/** What the families of routes share beside the state: limits, counts, the log, and how a family registers itself. */
import type { FastifyInstance } from "fastify";
import type { RateLimits } from "./rules/limits";
import type { RequestLog } from "./rules/requestLog";
import type { Counts } from "./state/counts";
import type { ScriptLimits, Tenants } from "./types";

/** The context that every family of routes gets. */
export interface RouteContext extends Tenants {
  /** The seeded random source: the same seed gives the same ids and the same faults. */
  random(): number;
  limits: RateLimits;
  scriptLimits: ScriptLimits;
  counts: Counts;
  requests: RequestLog;
  /** The operations that the server's routes answer, in the order they were registered. */
  operations: RegisteredOperation[];
}

/** One operation of Mixpanel's description, and its route in the sandbox. */
export interface RegisteredOperation {
  operationId: string;
  family: string;
  method: string;
  /** Path with parameters as `:name`. */
  path: string;
}

/** A family of routes: registers its Fastify routes, each with the `operationId` of Mixpanel's description in its route config. */
export type RouteFamily = (app: FastifyInstance, context: RouteContext) => void;
