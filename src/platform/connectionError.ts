import { type Connection, ConnectionError } from "@prismatic-io/spectral";
import { MixpanelAuthError, type MixpanelError } from "../mixpanel/errors";

/** The parts of a connection that an error contains: key and name, which the platform needs, and no secrets. */
function withoutFields({ key, configVarKey }: Connection): Connection {
  return { key, configVarKey, fields: {} };
}

/** The connection needs attention: a field is missing, wrong, or rejected by Mixpanel. Prismatic then marks the instance. */
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

/** Turns an error about credentials into a ConnectionError, which the platform shows at the connection. Other errors are returned unchanged. */
export function asConnectionError(error: unknown, connection: Connection): unknown {
  return error instanceof MixpanelAuthError && !error.byFrontEnd
    ? new MixpanelConnectionError(connection, error.message, error)
    : error;
}
