import { type Connection, ConnectionError } from "@prismatic-io/spectral";
import { MixpanelAuthError, type MixpanelError } from "../mixpanel/errors";

/** A connection as an error may show it: the platform needs its key and name, and nobody its secrets. */
function withoutFields({ key, configVarKey }: Connection): Connection {
  return { key, configVarKey, fields: {} };
}

/** The connection needs attention: a field is missing, wrong, or refused by Mixpanel. Prismatic marks the instance for it. */
export class MixpanelConnectionError extends ConnectionError {
  readonly code: string = "authentication_failed";
  readonly status: number | undefined;
  readonly operation: string | undefined;
  readonly retryable = false;

  constructor(connection: Connection, message: string, cause?: MixpanelError) {
    super(withoutFields(connection), message);
    this.status = cause?.status;
    this.operation = cause?.operation;
    if (cause !== undefined) this.cause = cause;
  }
}

/** Turns bad credentials into what the platform knows as a fault of the connection; leaves every other error as it is. */
export function asConnectionError(error: unknown, connection: Connection): unknown {
  return error instanceof MixpanelAuthError && !error.byFrontEnd
    ? new MixpanelConnectionError(connection, error.message, error)
    : error;
}
