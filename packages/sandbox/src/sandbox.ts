/** What a running sandbox offers to whoever started it. */
import type { Server } from "node:http";
import type { AddedSample } from "./protocol";
import type { RouteContext } from "./routeContext";
import type { Faults } from "./rules/faults";
import type { RateLimits } from "./rules/limits";
import type { RequestLog } from "./rules/requestLog";
import type { MovableClock } from "./state/clock";
import type { Counts, CountsNow } from "./state/counts";
import type { SandboxProject } from "./state/project";
import type { ProjectSnapshot, Snapshot } from "./state/world";

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:8787` (`https://…` with the option `https`), without a slash at the end. */
  url: string;
  port: number;
  /** The certificate of a sandbox that serves HTTPS, as PEM: what clients add to their CA certificates. Null without HTTPS. */
  certificate: string | null;
  /** The live state by project ID: tests read the same data that the server uses. */
  projects: ReadonlyMap<number, SandboxProject>;
  clock: MovableClock;
  faults: Faults;
  limits: RateLimits;
  requests: RequestLog;
  counts: Counts;
  context: RouteContext;
  /** Its HTTP server. */
  app: { server: Server; close(): PromiseLike<unknown> };
  /** Totals of calls, statuses, accepted and lost records, and the numbers of stored records of each project. */
  countsNow(): CountsNow;
  /** One project with its profiles, groups and slices, and the number of its events; null if there is no such project. */
  state(projectId: number): (Omit<ProjectSnapshot, "events"> & { eventCount: number }) | null;
  /** Adds the sample data to project 1, and keeps what is there. Throws if the sandbox may not hold as many events. */
  addSample(): AddedSample;
  /** The whole state as JSON values, events included. */
  snapshot(): Required<Snapshot>;
  /** Replaces the whole state. Projects that the snapshot does not name are as at a first start. */
  restore(snapshot: Snapshot): void;
  /** Back to the state after start-up: seeds loaded again, no faults, no counts, no spent quota, the clock as at the start. */
  reset(): void;
  /** Stops the server; calls that are under way are cut off. */
  close(): Promise<void>;
}

/** What the control routes act on: the sandbox without its server. */
export type Controlled = Omit<Sandbox, "app" | "url" | "port" | "close">;
