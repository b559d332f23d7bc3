/** What a query and the worker that runs it say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { ScriptLimits } from "../../types";

/** What the worker is told to run. */
export interface ScriptTask extends ScriptLimits {
  script: string;
  /** What the script finds as `params`: JSON. */
  params: string;
  /** What `new Date()` gives, in milliseconds since epoch. */
  nowMs: number;
  /** Where requests are sent, as JSON, and their replies are read. */
  port: MessagePort;
  /** 1 when a reply has been sent: the worker sleeps until then. */
  signal: Int32Array;
}

export type SourceKind = "events" | "people" | "join";

/** A call from the running script. `open` names a source; `read` gives the next chunk of one of the passes over it. */
export type SourceRequest =
  | { call: "open"; source: number; kind: SourceKind; params: unknown }
  | { call: "read"; source: number; pass: number };

/** Elements as a JSON array, empty at the end; nothing for `open`. */
export type SourceReply = { json: string } | { refusal: string };

/**
 * What the worker reports: parts of the result as JSON, separated by commas, then how it ended. A worker that has grown
 * large is not used again.
 */
export type ScriptReport = { part: string } | { refusal?: string; isReusable: boolean };
