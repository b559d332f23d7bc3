import { type MixpanelError, MixpanelResponseError, MixpanelTooLargeError } from "../errors";
import { looksLikeHtml, MAX_MESSAGE_CHARACTERS } from "../http/errorText";
import { assertDepth, JsonBoundError } from "../records/boundedJson";
import { parseKeepingDigits } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";

/** The error of a truncated export. A retry may succeed. */
export function broken(operation: string, what: string, cause?: unknown): MixpanelError {
  const happened = `${operation}: the export was truncated: ${what}.`;
  const error = new MixpanelResponseError({
    operation,
    retryable: true,
    cause,
    message: `${happened} The events received so far are incomplete and were discarded. Run it again. If it fails again, choose a shorter date range.`,
  });
  error.happened = happened;
  return error;
}

/** A line of an export that is parsed may have so many bytes: four times what Mixpanel accepts in an event. */
export const MAX_PARSED_LINE_BYTES = 4_000_000;
/** A line that is only written to a file, because its bytes show that it is an event. */
export const MAX_WRITTEN_LINE_BYTES = 32_000_000;

/** The error of a line that is longer than any event. A retry would not help. */
export function lineTooLong(operation: string, number: number, maxBytes: number): MixpanelError {
  const happened = `${operation}: line ${number} of the export is longer than ${maxBytes / 1e6} MB, and an event has at most 1 MB.`;
  const error = new MixpanelTooLargeError({
    operation,
    message: `${happened} The events received so far are incomplete and were discarded. Check the Custom API Host of the connection and any proxies in between, or leave the event out with a filter.`,
  });
  error.happened = happened;
  return error;
}

/** The error of a response that is not an export. A retry would not help. */
export function noExport(operation: string, what: string): MixpanelError {
  return new MixpanelResponseError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: the response is ${what} instead of events. Check the Data Residency and the Custom API Host of the connection.`,
  });
}

/** The context of a line: whether events came before it, and how to remove credentials from Mixpanel's messages. */
export interface LineReading {
  redact?(text: string): string;
  begun?: boolean;
}

/** The error for a line that is not an event: an `error` instead of events rejects the query; one after events ends the export early. */
function noEvent(line: unknown, operation: string, { redact, begun = false }: LineReading): MixpanelError {
  const error = isRecord(line) && line.event === undefined ? line.error : undefined;
  if (typeof error !== "string" || error.trim() === "" || redact === undefined) {
    return begun ? broken(operation, "a line is not an event") : noExport(operation, "other JSON");
  }
  const words = redact(error).trim().slice(0, MAX_MESSAGE_CHARACTERS);
  if (begun) return broken(operation, `Mixpanel sent an error instead of an event (${words})`);
  return new MixpanelResponseError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: Mixpanel responded with an error instead of events (${words}). Correct the inputs; the same request will fail again.`,
  });
}

/** The event in a line's JSON. @throws MixpanelResponseError if it is not an event */
export function eventOf(value: unknown, operation: string, reading: LineReading = {}): JsonObject {
  if (!isRecord(value) || typeof value.event !== "string") throw noEvent(value, operation, reading);
  return value;
}

/**
 * The event of a line, or undefined for a blank one.
 *
 * @param canSkip whether Skip Bad Lines would skip it
 * @throws MixpanelResponseError if it is neither
 */
export function parseLine(text: string, operation: string, { canSkip = true } = {}): JsonObject | undefined {
  let value: unknown;
  try {
    value = parseKeepingDigits(text);
  } catch {
    if (text.trim() === "") return undefined;
    throw notJson(text, operation, { begun: true, canSkip }).error;
  }
  return eventOf(value, operation, { begun: true });
}

/** Checks by its last line that an export is complete. @throws MixpanelResponseError if it was truncated */
export function assertEnded(text: string, operation: string): void {
  const lines = text.trimEnd();
  parseLine(lines.slice(lines.lastIndexOf("\n") + 1), operation, { canSkip: false });
}

/** Why a text is not JSON that can be read, after "a line is". */
function faultOf(text: string): string {
  try {
    assertDepth(text);
    return "not complete JSON";
  } catch (error) {
    return error instanceof JsonBoundError ? error.message : "not complete JSON";
  }
}

/**
 * The error for a line that is not valid JSON.
 *
 * @param reading `number`: the line number within its export, if known; `canSkip`: whether Skip Bad Lines would skip the line
 * @returns the error, and whether it concerns the whole response (`isEnd`), so that skipping the line would not help
 */
export function notJson(
  text: string,
  operation: string,
  { begun = false, number, canSkip = true }: Pick<LineReading, "begun"> & { number?: number; canSkip?: boolean },
): { error: MixpanelError; isEnd: boolean } {
  if (!begun && looksLikeHtml(text)) return { error: noExport(operation, "a web page"), isEnd: true };
  if (/terminated early/i.test(text)) {
    return { error: broken(operation, "Mixpanel terminated the export early"), isEnd: true };
  }
  const error = broken(operation, `${number === undefined ? "a line" : `line ${number}`} is ${faultOf(text)}`);
  if (canSkip) {
    const advice = " If the same line fails again, turn Skip Bad Lines on to skip it.";
    error.message += advice;
    // Copy Events shows only `happened`, and the advice applies to it too.
    error.happened += advice;
  }
  return { error, isEnd: false };
}
