import type { Connection } from "@prismatic-io/spectral";
import type { ClientOptions } from "../mixpanel/client";
import { InputError } from "../mixpanel/errors";
import { parseApiHost } from "../mixpanel/http/baseUrl";
import { BACKOFF_CAP_MS, DEFAULT_RETRY, TOTAL_WAIT_CAP_MS } from "../mixpanel/http/retry";
import { parseResidency } from "../mixpanel/residency";
import { MixpanelConnectionError } from "./connectionError";

/** One day: longer than any platform allows an execution to run. */
const MAX_MINUTES = 1_440;

/** A field as trimmed text; undefined if it is empty. */
function field(connection: Connection, key: string): string | undefined {
  const value = connection.fields[key];
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text === "" ? undefined : text;
}

function wholeNumber(
  connection: Connection,
  key: string,
  label: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const text = field(connection, key);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new MixpanelConnectionError(
      connection,
      `${label} of the connection is "${text.slice(0, 20)}"; expected a whole number from ${min} to ${max}.`,
    );
  }
  return number;
}

function decimalId(
  connection: Connection,
  key: string,
  label: string,
  where = "Find it in Mixpanel under Project Settings > Overview.",
): string | undefined {
  const text = field(connection, key);
  if (text !== undefined && !/^\d+$/.test(text)) {
    throw new MixpanelConnectionError(
      connection,
      `${label} of the connection is not a number; expected one such as 1234567. ${where}`,
    );
  }
  return text;
}

function apiHost(connection: Connection): string | undefined {
  const text = field(connection, "apiHost");
  if (text === undefined) return undefined;
  try {
    return parseApiHost(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new MixpanelConnectionError(connection, error.message, error);
  }
}

/**
 * Turns a connection's fields into the client's options. Connections saved by the stock component have only the first three fields; every
 * other field has a default.
 *
 * @throws ConnectionError naming the field that is wrong, or the half of a service account that is missing
 */
export function readConnection(
  connection: Connection,
): Omit<ClientOptions, "transport"> & { retry: typeof DEFAULT_RETRY; timeLimitMinutes: number | undefined } {
  const username = field(connection, "username");
  const password = field(connection, "password");
  if (username && !password) {
    throw new MixpanelConnectionError(
      connection,
      "The connection has a Username but no Password. Enter the secret of the service account, or clear the Username.",
    );
  }
  if (password && !username) {
    throw new MixpanelConnectionError(
      connection,
      "The connection has a Password but no Username. Enter the user name of the service account, or clear the Password.",
    );
  }
  const written = field(connection, "residency");
  const residency = written === undefined ? "US" : parseResidency(written);
  if (residency === undefined) {
    throw new MixpanelConnectionError(
      connection,
      `Data Residency of the connection is "${written?.slice(0, 20)}"; expected US, EU or India.`,
    );
  }
  const percent = wholeNumber(connection, "rateShare", "Rate Share (%)", { min: 1, max: 100 });
  const seconds = wholeNumber(connection, "longestWait", "Max Retry Delay (seconds)", {
    min: 1,
    max: TOTAL_WAIT_CAP_MS / 1000,
  });
  return {
    credentials: {
      username,
      password,
      projectToken: field(connection, "projectToken"),
      gdprToken: field(connection, "gdprToken"),
    },
    residency,
    projectId: decimalId(connection, "projectId", "Default Project ID"),
    workspaceId: decimalId(connection, "workspaceId", "Default Workspace ID"),
    organizationId: decimalId(connection, "organizationId", "Default Organization ID", "Test Connection shows it."),
    integrationId: field(connection, "integrationId"),
    apiHost: apiHost(connection),
    rateShare: percent === undefined ? undefined : percent / 100,
    timeLimitMinutes: wholeNumber(connection, "timeLimit", "Time Limit (minutes)", { min: 0, max: MAX_MINUTES }),
    retry: {
      ...DEFAULT_RETRY,
      maxRetries: wholeNumber(connection, "maxRetries", "Max Retries", { min: 0, max: 20 }) ?? DEFAULT_RETRY.maxRetries,
      maxWaitMs: seconds === undefined ? BACKOFF_CAP_MS : seconds * 1000,
    },
  };
}
