/** What a query and the worker that runs it say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { JsonObject, ScriptLimits } from "../../types";

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

/** The shape of an event that crosses with the names of its properties. */
export const UNSHAPED = -1;

/** An event: its properties are their values alone, the names being those of the shape, unless it is `UNSHAPED`. */
export type PackedEvent = [
  shape: number,
  name: string,
  distinctId: string,
  time: number,
  labels: string[],
  properties: unknown[] | JsonObject,
];

/** A profile, or an element of a join. */
export interface PlainElement {
  distinct_id: string;
  event?: PackedEvent;
  [part: string]: unknown;
}

export type SourceElement = PackedEvent | PlainElement;

/** What `read` gives: no elements at the end. Shapes are numbered from 0 as they come, over all chunks of a script. */
export interface Chunk {
  shapes: string[][];
  elements: SourceElement[];
}

/** A chunk as JSON; nothing for `open`. */
export type SourceReply = { json: string } | { refusal: string };

/**
 * What the worker reports: parts of the result as JSON, separated by commas, then how it ended. A worker that has grown
 * large is not used again.
 */
export type ScriptReport = { part: string } | { refusal?: string; isReusable: boolean };
