import { downloadData, copyEvents as endpoint, importEvents } from "../endpoints/events";
import type { MixpanelError } from "../errors";

/** The two sides of a copy, as error messages name them. */
const SIDES = new Map<string, string>([
  [downloadData.operation, "export from the source"],
  [importEvents.operation, "import into the destination"],
]);

/** How far a copy has come. */
export interface CopyState {
  /** Windows that were copied completely, and the number of events imported in them. */
  windows: number;
  imported: number;
  /** First day of the window that failed. */
  from: string;
}

/**
 * Rewrites an error of the export or import as an error of the copy, and adds how far the copy has come. The counts and advice of the
 * original message are dropped, because they concern only one window.
 */
export function explainCopyFailure(error: MixpanelError, { windows, imported, from }: CopyState): MixpanelError {
  const { operation = "" } = error;
  const side = SIDES.get(operation);
  if (side === undefined) return error;
  const { happened = error.message } = error;
  const what = happened.replace(operation, `${endpoint.operation} (${side})`);
  const copied =
    windows === 0
      ? `No window of days was copied completely. Copy from ${from} again, which creates no duplicates.`
      : `${imported} events of the days before ${from} were copied. Continue with From Date ${from}, which creates no duplicates.`;
  error.message = `${what} ${copied}`;
  error.progress = undefined;
  return error;
}
