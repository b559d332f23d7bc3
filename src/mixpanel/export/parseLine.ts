import { redactBody } from "../credentials";
import { type MixpanelError, MixpanelResponseError } from "../errors";
import { looksLikeHtml, MAX_MESSAGE_CHARACTERS } from "../http/errorText";
import { parseKeepingDigits } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";

/** An export whose end is missing. Another try may bring it. */
export function broken(operation: string, what: string, cause?: unknown): MixpanelError {
  const happened = `${operation}: the answer broke off: ${what}.`;
  const error = new MixpanelResponseError({
    operation,
    retryable: true,
    cause,
    message: `${happened} What came until then is not complete and was thrown away; run it again, with a shorter range of dates if it happens again.`,
  });
  error.happened = happened;
  return error;
}

/** An answer that is none of the export's. Another try brings the same. */
function noExport(operation: string, what: string): MixpanelError {
  return new MixpanelResponseError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: Mixpanel answered, but with ${what} in place of events. Check the data residency and the custom API host of the connection.`,
  });
}

/** Where a line stands: whether events came before it, and how credentials are taken out of Mixpanel's words. */
export interface LineReading {
  redact?(text: string): string;
  begun?: boolean;
}

/** What a line that is no event says: an `error` in place of events refuses the query, one behind events has broken it off. */
function noEvent(line: unknown, operation: string, { redact, begun = false }: LineReading): MixpanelError {
  const error = isRecord(line) && line.event === undefined ? line.error : undefined;
  if (typeof error !== "string" || error.trim() === "" || redact === undefined) {
    return begun ? broken(operation, "a line is no event") : noExport(operation, "JSON that is no event");
  }
  const words = redactBody(error, redact).trim().slice(0, MAX_MESSAGE_CHARACTERS);
  if (begun) return broken(operation, `Mixpanel sent an error in place of an event (${words})`);
  return new MixpanelResponseError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: Mixpanel answered with an error in place of events (${words}). Correct the inputs; sending the same again fails again.`,
  });
}

/** The event that a line's JSON is. @throws MixpanelResponseError where it is none */
export function eventOf(value: unknown, operation: string, reading: LineReading = {}): JsonObject {
  if (!isRecord(value) || typeof value.event !== "string") throw noEvent(value, operation, reading);
  return value;
}

/**
 * The event of a line, or undefined for a blank one.
 *
 * @param canSkip whether Skip Bad Lines would leave it out
 * @throws MixpanelResponseError where it is neither
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

/** Proves by its last line that an export did not break off. @throws MixpanelResponseError where it did */
export function assertEnded(text: string, operation: string): void {
  const lines = text.trimEnd();
  parseLine(lines.slice(lines.lastIndexOf("\n") + 1), operation, { canSkip: false });
}

/**
 * What a line says that is no JSON.
 *
 * @param reading.number of the line within its export, where it is known; `canSkip` where Skip Bad Lines would leave it out
 * @returns the error, and whether it is about the whole answer, so that no line alone is at fault
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
  const error = broken(operation, `${number === undefined ? "a line" : `line ${number}`} is not whole`);
  if (canSkip) {
    const advice = " If the same line fails again, turn Skip Bad Lines on to leave it out.";
    error.message += advice;
    // Of use to a copy as well, which keeps only what happened.
    error.happened += advice;
  }
  return { error, isEnd: false };
}
