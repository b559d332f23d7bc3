/** The options of a sandbox. */
import type { FaultRequest, RandomFaults } from "./rules/faults";
import type { LimitName, LimitRule } from "./rules/limits";
import type { Snapshot } from "./state/world";
import type { ScriptLimits } from "./types";

/** Everything is optional; the defaults make a sandbox that behaves as Mixpanel documents itself. */
export interface SandboxOptions {
  /** Port; 0 chooses a free one. Default 8787. */
  port?: number;
  /**
   * Address or name to listen on. Requests whose Host is not this one, localhost or one of Mixpanel's hosts are rejected. With 0.0.0.0 or
   * ::, every IP address is accepted, but no other name. Default 127.0.0.1, which other machines cannot reach.
   */
  host?: string;
  /** Serves HTTPS, with a certificate of its own that `sandbox.certificate` holds. Default false. */
  https?: boolean;
  /** State to start with: seed files (JSON, as `GET /_sandbox/snapshot` answers) or the value itself. */
  seed?: string | string[] | Snapshot;
  /** Starts with a sample in project 1: events, profiles, groups and something for every operation to show. */
  sample?: boolean;
  /** Folder that keeps the state across restarts. */
  dataFolder?: string;
  /** IANA name of the time zone of projects whose seed has none, such as `America/Los_Angeles`. Default UTC. */
  timeZone?: string;
  /** Maximum number of events in all projects together; further events are rejected with 507. Default: no maximum but the memory. */
  maxEvents?: number;
  /** False switches rate limits off; an object replaces single rules. Default: as documented. */
  limits?: boolean | Partial<Record<LimitName, LimitRule>>;
  /** Replaces single limits of a JQL script. Default: 120,000 ms, as Mixpanel documents, and 512 MB. */
  scriptLimits?: Partial<ScriptLimits>;
  /** Faults that are there from the start. */
  faults?: FaultRequest[];
  /** Faults by chance. */
  randomFaults?: RandomFaults;
  /** Fixed time (milliseconds since 1970 or ISO 8601). Without it, the sandbox uses real time. */
  clock?: number | string;
  /** Seed of everything that is left to chance. Default 1. */
  randomSeed?: number;
  /** Logs requests to the console: method, path and status, never headers or bodies. Default false. */
  logger?: boolean;
}

export const DEFAULT_PORT = 8787;
export const DEFAULT_HOST = "127.0.0.1";
/** Mixpanel stops a query after 2 minutes: https://developer.mixpanel.com/reference/query-jql. The memory is the sandbox's own bound. */
export const DEFAULT_SCRIPT_LIMITS: ScriptLimits = { timeLimitMs: 120_000, memoryLimitBytes: 512 * 1_048_576 };
