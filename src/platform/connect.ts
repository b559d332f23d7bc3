import { type ActionLogger, type Connection, input } from "@prismatic-io/spectral";
import { MixpanelClient } from "../mixpanel/client";
import { InputError } from "../mixpanel/errors";
import { timeLimitMs } from "../mixpanel/http/timeLimits";
import type { LogEntry } from "../mixpanel/http/transport";
import { isRecord } from "../mixpanel/records/json";
import { readConnection } from "./connectionFields";

/** What the client takes from an execution. */
export interface Execution {
  logger: ActionLogger;
  /** Whether the builder asked for debug output. */
  debug: boolean;
  /** When everything must have ended, in milliseconds since epoch. */
  deadline: number;
}

/** The input that every action and drop-down begins with. */
export const connection = input({
  label: "Connection",
  type: "connection",
  required: true,
  comments: "The Mixpanel connection to use.",
});

/** A connection input's value. @param label of the input @throws InputError where a step was given none */
export function asConnection(value: unknown, label = "Connection"): Connection {
  if (isRecord(value) && typeof value.key === "string" && isRecord(value.fields)) {
    return { key: value.key, configVarKey: String(value.configVarKey ?? ""), fields: value.fields };
  }
  throw new InputError({ input: label, got: "nothing", expected: "a Mixpanel connection" });
}

const line = ({ operation, method, path, attempt, outcome, durationMs, requestBytes, responseBytes }: LogEntry) =>
  `Mixpanel ${operation}: ${method} ${path} ${outcome} in ${durationMs} ms, ${requestBytes} bytes out${responseBytes === undefined ? "" : `, ${responseBytes} bytes in`}, attempt ${attempt}`;

const MINUTE_MS = 60_000;

/**
 * When what begins now must have ended, in milliseconds since epoch; Infinity for a connection without a time limit.
 *
 * @param ownMinutes of a step that has a time limit of its own, which wins over the connection's
 * @throws ConnectionError for a connection that is incomplete or wrong
 */
export function deadlineOf(of: "action" | "dataSource", connection: Connection, ownMinutes?: number): number {
  const { timeLimitMinutes } = readConnection(connection);
  const minutes = ownMinutes ?? (of === "action" || timeLimitMinutes === 0 ? timeLimitMinutes : undefined);
  if (minutes === 0) return Number.POSITIVE_INFINITY;
  return Date.now() + (minutes === undefined ? timeLimitMs(of) : minutes * MINUTE_MS);
}

/**
 * Makes the client that a connection describes. Logs one line a request in debug mode, and one for each wait always: method, path,
 * outcome, sizes and duration, never a header, a query or a body.
 *
 * @throws ConnectionError for a connection that is incomplete or wrong
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
          logger.warn(`${line(entry)}; retry in ${(entry.retryInMs / 1000).toFixed(1)} s`);
        else if (debug) logger.debug(line(entry));
      },
    },
  });
}
