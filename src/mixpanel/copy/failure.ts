import { downloadData, copyEvents as endpoint, importEvents } from "../endpoints/events";
import type { MixpanelError } from "../errors";

/** The two sides of a copy, as they read in its errors. */
const SIDES = new Map<string, string>([
  [downloadData.operation, "export from the source"],
  [importEvents.operation, "import into the destination"],
]);

/** How far a copy had come. */
export interface CopyState {
  /** Windows that were copied whole, and the events that they have brought to the destination. */
  windows: number;
  imported: number;
  /** First day of the window that failed. */
  from: string;
}

/**
 * Words a failure of either side as one of the copy, and says what became of it. What the import says of its own run, which is one window
 * alone, and what the export says of its events would contradict that.
 */
export function explainCopyFailure(error: MixpanelError, { windows, imported, from }: CopyState): MixpanelError {
  const { operation = "" } = error;
  const side = SIDES.get(operation);
  if (side === undefined) return error;
  const { happened = error.message } = error;
  const what = happened.replace(operation, `${endpoint.operation} (${side})`);
  const copied =
    windows === 0
      ? `No window of days was copied whole; copying from ${from} on again doubles nothing of what has arrived.`
      : `${imported} events of the days before ${from} were copied; go on with From Date ${from}, which doubles nothing.`;
  error.message = `${what} ${copied}`;
  error.progress = undefined;
  return error;
}
