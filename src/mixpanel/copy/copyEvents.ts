import type { MixpanelClient } from "../client";
import { downloadData, copyEvents as endpoint } from "../endpoints/events";
import { InputError, isOutOfTime, MixpanelError, MixpanelRateLimitError, MixpanelTimeoutError } from "../errors";
import type { RangeParameters } from "../export/range";
import { daysOf, splitRange } from "../export/windows";
import { reserveMs } from "../http/timeLimits";
import { nowAndThen } from "../ingest/engine/progress";
import type { ImportOptions } from "../ingest/events";
import { explainCopyFailure } from "./failure";
import { addWindow, type CopyProgress, type CopyResult, emptyCopy, progressOf } from "./result";
import { type CopiedWindow, copyWindow, type WindowCopy } from "./window";

/** Default number of windows: half of the exports per hour, so that a copy can be resumed within the hour. */
const DEFAULT_WINDOWS = 30;

export interface CopyOptions
  extends Partial<
    Pick<WindowCopy, "badLines" | "destinationProjectId" | "identityEvents" | "toUtc" | "gzip" | "idleTimeoutMs">
  > {
  /** Options of the import: its speed (Mixpanel's documented rate by default), and whether Mixpanel locates events. */
  importing?: Pick<ImportOptions, "concurrency" | "geolocate" | "rateShare">;
  /** Number of days per export; a thirtieth of the range by default. */
  windowDays?: number;
  /** Time after which no more events are read, in milliseconds. */
  maxDurationMs?: number;
  /** Called with the progress of the copy, at most every few seconds. */
  onProgress?(progress: CopyProgress): void;
}

function assertTwoProjects(source: MixpanelClient, destination: MixpanelClient, from?: string, to?: string): void {
  const project = to ?? destination.options.projectId;
  const same =
    project === (from ?? source.options.projectId) &&
    source.residency === destination.residency &&
    source.options.apiHost === destination.options.apiHost;
  if (same) {
    throw new InputError({
      input: "Destination",
      got: `the source project itself (${project ?? "no project ID"})`,
      expected: "another project",
    });
  }
}

/**
 * Copies the events of a range of days to another project, in any data residency, with constant memory: one window of days after the other,
 * each read as a stream and imported while it is received. To continue an interrupted copy, start at its `resume_from_date`.
 *
 * @param parameters parameters of the export: `from_date` and `to_date`, `event`, `where`, `project_id`
 * @returns the result, if at least the first window was copied, even if the time limit, the export limit or an error ended the copy
 * @throws InputError if both are the same project; MixpanelError if the first window was not copied completely
 * @see https://developer.mixpanel.com/reference/raw-event-export and https://developer.mixpanel.com/reference/import-events
 */
export async function copyEvents(
  source: MixpanelClient,
  destination: MixpanelClient,
  parameters: RangeParameters,
  { windowDays, maxDurationMs = Number.POSITIVE_INFINITY, importing, onProgress, ...options }: CopyOptions = {},
): Promise<CopyResult> {
  const { from_date, to_date, project_id } = parameters;
  const sourceProject = typeof project_id === "string" ? project_id : undefined;
  assertTwoProjects(source, destination, sourceProject, options.destinationProjectId);
  const { clock } = source.transport;
  const begun = clock.now();
  const untilDeadline = Math.min(source.transport.leftMs(), destination.transport.leftMs());
  const reader = source.endingIn(Math.min(maxDurationMs, untilDeadline - reserveMs(untilDeadline)));
  const result = emptyCopy();
  const report = nowAndThen(clock, (window?: CopiedWindow) => onProgress?.(progressOf(result, window)));
  const copy: WindowCopy = {
    identityEvents: false,
    ...options,
    source: reader,
    destination,
    importing: { concurrency: importing?.concurrency, geolocate: importing?.geolocate },
    pace: destination.ingestion(options.destinationProjectId, importing?.rateShare),
    onProgress: report,
  };
  const days = windowDays ?? Math.ceil(daysOf(from_date, to_date) / DEFAULT_WINDOWS);
  for (const window of splitRange(from_date, to_date, days)) {
    try {
      const copied = await copyWindow({ ...parameters, ...window }, copy);
      if (copied === undefined) throw outOfTime(clock.now() - begun, window.from_date);
      addWindow(result, copied);
      report();
    } catch (error) {
      if (!(error instanceof MixpanelError)) throw error;
      const { windows, imported } = result;
      const explained = explainCopyFailure(error, { windows, imported, from: window.from_date });
      if (windows === 0) throw explained;
      return { ...result, ...stopOf(explained), resume_from_date: window.from_date };
    }
  }
  return { ...result, complete: true };
}

function outOfTime(durationMs: number, from: string): MixpanelTimeoutError {
  const { operation } = endpoint;
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: true,
    message: `${operation}: the time limit was reached after ${Math.ceil(durationMs / 60_000)} minutes, before the first window (starting at ${from}) was copied. Choose fewer Window Days, filter the events, or raise the Time Limit. Copying again creates no duplicates.`,
  });
}

function stopOf(error: MixpanelError): Partial<CopyResult> {
  if (isOutOfTime(error) || error.operation === endpoint.operation) return { stopped_by: "time" };
  const isSpent = error instanceof MixpanelRateLimitError && error.limit === "hourly";
  return isSpent && error.operation === downloadData.operation
    ? { stopped_by: "export_allowance", retry_at: error.retryAt?.toISOString() ?? null }
    : { stopped_by: "failure", failure: error };
}
