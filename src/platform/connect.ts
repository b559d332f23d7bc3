import type { ActionLogger, Connection } from "@prismatic-io/spectral";
import { MixpanelClient } from "../mixpanel/client";
import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/json";
import type { LogEntry } from "../mixpanel/transport";
import { readConnection } from "./connectionFields";

/** What the client takes from an execution. */
export interface Execution {
  logger: ActionLogger;
  /** Whether the builder asked for debug output. */
  debug: boolean;
}

/** A connection input's value. @param input its label @throws InputError where a step was given none */
export function asConnection(value: unknown, input = "Connection"): Connection {
  if (isRecord(value) && typeof value.key === "string" && isRecord(value.fields)) {
    return { key: value.key, configVarKey: String(value.configVarKey ?? ""), fields: value.fields };
  }
  throw new InputError({ input, got: "nothing", expected: "a Mixpanel connection" });
}

const line = ({ operation, method, path, attempt, outcome, durationMs, requestBytes, responseBytes }: LogEntry) =>
  `Mixpanel ${operation}: ${method} ${path} ${outcome} in ${durationMs} ms, ${requestBytes} bytes out${responseBytes === undefined ? "" : `, ${responseBytes} bytes in`}, attempt ${attempt}`;

/**
 * Makes the client that a connection describes. Logs one line a request in debug mode, and one for each wait always: method, path,
 * outcome, sizes and duration, never a header, a query or a body.
 *
 * @throws ConnectionError for a connection that is incomplete or wrong
 */
export function connect(connection: Connection, { logger, debug }: Execution): MixpanelClient {
  const { retry, ...options } = readConnection(connection);
  return new MixpanelClient({
    ...options,
    transport: {
      retry,
      log: (entry) => {
        if (entry.retryInMs !== undefined)
          logger.warn(`${line(entry)}; again in ${(entry.retryInMs / 1000).toFixed(1)} s`);
        else if (debug) logger.debug(line(entry));
      },
    },
  });
}
