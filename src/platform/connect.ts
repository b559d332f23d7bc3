import { type ActionLogger, type Connection, input } from "@prismatic-io/spectral";
import { MixpanelClient } from "../mixpanel/client";
import { InputError } from "../mixpanel/errors";
import { timeLimitMs } from "../mixpanel/http/timeLimits";
import type { LogEntry } from "../mixpanel/http/transport";
import { isRecord } from "../mixpanel/records/json";
import { readConnection } from "./connectionFields";

/** The parts of an execution's context that the client uses. */
export interface Execution {
  logger: ActionLogger;
  /** Whether debug output is turned on. */
  debug: boolean;
  /** The deadline, in milliseconds since 1970. */
  deadline: number;
}

/** The first input of every action and drop-down. */
export const connection = input({
  label: "Connection",
  type: "connection",
  required: true,
  comments: "The Mixpanel connection to use.",
});

/** A connection input's value. @param label of the input @throws InputError if the step has no connection */
export function asConnection(value: unknown, label = "Connection"): Connection {
  if (isRecord(value) && typeof value.key === "string" && isRecord(value.fields)) {
    return { key: value.key, configVarKey: String(value.configVarKey ?? ""), fields: value.fields };
  }
  throw new InputError({ input: label, got: "nothing", expected: "a Mixpanel connection" });
}

const line = ({
  operation,
  method,
  path,
  attempt,
  outcome,
  reason,
  durationMs,
  requestBytes,
  responseBytes,
}: LogEntry) =>
  `Mixpanel ${operation}: ${method} ${path} ${outcome}${reason === undefined ? "" : ` (${reason})`} in ${durationMs} ms, ${requestBytes} bytes out${responseBytes === undefined ? "" : `, ${responseBytes} bytes in`}, attempt ${attempt}`;

const seconds = (ms: number) => (ms / 1000).toFixed(1);
const bound = ({ givesUpInMs: ms = Number.POSITIVE_INFINITY }: LogEntry) =>
  Number.isFinite(ms) ? `, and for at most ${seconds(ms)} s` : "";

const MINUTE_MS = 60_000;

/**
 * The deadline of a step that starts now, in milliseconds since 1970; Infinity if the connection has no time limit.
 *
 * @param ownMinutes the step's own time limit, if it has one; it overrides the connection's
 * @throws ConnectionError for an incomplete or wrong connection
 */
export function deadlineOf(
  of: "action" | "dataSource" | "webhookHandler",
  connection: Connection,
  ownMinutes?: number,
): number {
  const { timeLimitMinutes } = readConnection(connection);
  const minutes = ownMinutes ?? (of === "action" || timeLimitMinutes === 0 ? timeLimitMinutes : undefined);
  if (minutes === 0) return Number.POSITIVE_INFINITY;
  return Date.now() + (minutes === undefined ? timeLimitMs(of) : minutes * MINUTE_MS);
}

/**
 * Creates the client for a connection. It logs each delay, and in debug mode also each request: method, path, outcome, sizes and duration,
 * but never a header, a query or a body.
 *
 * @throws ConnectionError for an incomplete or wrong connection
 */
export function connect(connection: Connection, { logger, debug, deadline }: Execution): MixpanelClient {
  const { retry, timeLimitMinutes: _, ...options } = readConnection(connection);
  return new MixpanelClient({
    ...options,
    transport: {
      retry,
      deadline,
      log: (entry) => {
        if (entry.retryInMs !== undefined)
          logger.warn(`${line(entry)}; retry in ${seconds(entry.retryInMs)} s${bound(entry)}`);
        else if (debug) logger.debug(line(entry));
      },
    },
  });
}
