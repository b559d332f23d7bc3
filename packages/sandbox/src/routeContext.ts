/** What the families of routes share beside the state. Its types are published, so that they name no library. */
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
