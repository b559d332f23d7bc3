import type { Effect } from "../endpoint";
import { MixpanelResponseError, MixpanelTooLargeError, MixpanelValidationError } from "../errors";
import { assertFewValues, JsonBoundError } from "../records/boundedJson";
import { parseExact, parseKeepingDigits } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";
import { parseJson } from "./errorFromResponse";
import { looksLikeHtml } from "./errorText";
import { isResponseOf, type ResponseOf, type ResponseShape } from "./response";
import { countedIn, failedRecords, failureReasons, statusTextOf } from "./responseRecords";
import { tooLarge } from "./responseSize";
import { runAgain } from "./retry";

/** A whole response with a status of 200 to 299. */
export interface ReceivedResponse {
  operation: string;
  effect: Effect;
  status: number;
  contentType: string;
  /** Whether the request asked for an image (`img=1`) instead of `1`. */
  asksForImage?: boolean;
  body: Buffer;
  /** Whether long numbers are masked, as parseExact does, instead of becoming text. */
  exact?: boolean;
  /** Removes credentials from a text. */
  redact(text: string): string;
}

function unusable(answer: ReceivedResponse, what: string): MixpanelResponseError {
  return new MixpanelResponseError({
    operation: answer.operation,
    status: answer.status,
    retryable: true,
    message: `${answer.operation}: the response (status ${answer.status}) is ${what}. ${runAgain(answer.effect)}. If it fails again, check the Data Residency and the Custom API Host of the connection.`,
  });
}

const NOTHING_ACCEPTED = {
  happened: "Mixpanel rejected the request",
  fix: "Check that the data is complete, and that the connection has the Data Residency of the project.",
};
const READ_FAILED = {
  happened: "Mixpanel responded with an error",
  fix: "Correct the inputs. If they are correct, run it again later.",
};

function refused(answer: ReceivedResponse, words: string, json?: unknown): MixpanelValidationError {
  const { operation, effect, status, redact } = answer;
  const imported = countedIn(json);
  const some = { ...NOTHING_ACCEPTED, happened: `Mixpanel accepted only ${imported} records` };
  const { happened, fix } = effect === "read" ? READ_FAILED : imported ? some : NOTHING_ACCEPTED;
  const redacted = json === undefined ? json : parseJson(redact(JSON.stringify(json)));
  const reasons = [redact(words), ...failureReasons(redacted)].filter((reason) => reason !== "");
  const said = reasons.length === 0 ? "" : `: ${reasons.join("; ")}`;
  return new MixpanelValidationError({
    operation,
    status,
    message: `${operation}: ${happened} (status ${status})${said}. ${fix}`,
    failedRecords: failedRecords(redacted),
    imported,
    statusText: statusTextOf(redacted),
  });
}

/** Mixpanel's message for a failure, if the response has one. In a result keyed by event names, `error` may also be data. */
function errorWords({ error, request, status, code }: JsonObject): string {
  if (typeof error === "string") return error;
  const isFailure = typeof request === "string" || status === "error" || (typeof code === "number" && code >= 400);
  if (error === true) return "true";
  return isFailure && typeof error === "object" && error !== null ? JSON.stringify(error) : "";
}

/** Throws if a JSON response with status 200 reports a failure. */
function assertSuccess(answer: ReceivedResponse, json: unknown): void {
  if (!isRecord(json)) return;
  const { status, code, failed_records } = json;
  const words = errorWords(json);
  const failed =
    status === 0 ||
    status === "error" ||
    status === "failure" ||
    (typeof code === "number" && code >= 400) ||
    (Array.isArray(failed_records) && failed_records.length > 0) ||
    // An `error` next to a result is a failure, unless `status` reports success.
    (words !== "" && status !== 1 && status !== "ok" && status !== "OK");
  if (failed) throw refused(answer, words, json);
}

/** @throws SyntaxError as JSON.parse does; MixpanelTooLargeError for JSON whose values would not fit into memory */
function parseBounded(answer: ReceivedResponse, text: string): unknown {
  try {
    assertFewValues(text);
  } catch (error) {
    throw error instanceof JsonBoundError ? tooLarge(answer.operation, error.message) : error;
  }
  return answer.exact ? parseExact(text) : parseKeepingDigits(text);
}

function parse(answer: ReceivedResponse, text: string): unknown {
  if (looksLikeHtml(text) || answer.contentType.includes("text/html")) throw unusable(answer, "a web page");
  try {
    return parseBounded(answer, text);
  } catch (error) {
    if (error instanceof MixpanelTooLargeError) throw error;
    throw unusable(answer, error instanceof JsonBoundError ? error.message : "not complete JSON");
  }
}

/**
 * Reads the response to a raw request as the builder chose: bytes, text or JSON. If JSON was chosen and the response is not JSON, returns
 * the text.
 *
 * @param ingestion whether the path is one that responds with `1` or `0`
 * @param mayBeEmpty whether an empty body is a valid response
 * @throws the same errors as readResponse, for the same failures behind a status of 200
 */
export function readRawResponse(
  responseType: "arraybuffer" | "json" | "text",
  { ingestion, mayBeEmpty }: { ingestion: boolean; mayBeEmpty: boolean },
  answer: ReceivedResponse,
): unknown {
  const text = answer.body.toString("utf8");
  if (text.trim() === "" && !mayBeEmpty) throw unusable(answer, "empty");
  const expectsJson = responseType === "json" && (answer.contentType.includes("json") || looksLikeHtml(text));
  let json: unknown;
  try {
    json = parseBounded(answer, text);
  } catch (error) {
    if (responseType === "json" && error instanceof MixpanelTooLargeError) throw error;
    if (expectsJson && text.trim() !== "") json = parse(answer, text);
  }
  if (ingestion && json === 0) throw refused(answer, "no record was valid");
  assertSuccess(answer, json);
  if (responseType === "arraybuffer") return answer.body;
  return responseType === "json" && json !== undefined ? json : text;
}

/**
 * Reads a response, and detects failures behind a status of 200: `0`, `{status: 0}`, `{error}`, rejected records, a web page, truncated
 * JSON, or the response of a different operation.
 *
 * @returns the parsed response, with integers beyond 2^53 as text. `1` becomes Mixpanel's verbose form, `{status: 1, error: null}`. If the
 * status is all that the operation returns, an empty body becomes null
 * @throws MixpanelValidationError if Mixpanel rejected something, MixpanelResponseError if the response is not usable
 */
export function readResponse<Row extends ResponseShape>(row: Row, answer: ReceivedResponse): ResponseOf<Row> {
  const value = readSuccess(row, answer);
  if (!isResponseOf(row, value)) throw unusable(answer, "JSON, but not the response of this operation");
  return value;
}

function readSuccess({ response: kind, holds }: ResponseShape, answer: ReceivedResponse): unknown {
  if (answer.asksForImage && answer.contentType.startsWith("image/")) return { status: 1, error: null };
  const text = answer.body.toString("utf8").trim();
  if (text === "") {
    if (kind === "status") return null;
    if (kind === "app" && answer.status === 204) return { status: "ok", results: {} };
    throw unusable(answer, "empty");
  }
  if (kind === "status" && !/^[[{]/.test(text) && !looksLikeHtml(text)) return text;
  const json = parse(answer, text);
  if (kind === "accepted") {
    if (json === 1) return { status: 1, error: null };
    if (json === 0) throw refused(answer, "no record was valid");
  }
  assertSuccess(answer, json);
  return kind === "app" ? enveloped(json, holds, answer.effect) : json;
}

/**
 * The app API's envelope, which some responses lack: then the body is what the envelope would hold, recognized by its `id` if it has
 * results of its own. A status alone is an envelope that holds nothing. A list without entries may come as null, and so may the results of
 * a change that returns nothing.
 */
function enveloped(json: unknown, holds: ResponseShape["holds"], effect: Effect): unknown {
  if (isRecord(json) && typeof json.status === "string" && Object.keys(json).length === 1)
    return { status: json.status, results: {} };
  const isEnvelope = isRecord(json) && "results" in json && !("id" in json);
  const { status = "ok", results }: JsonObject = isEnvelope ? json : { results: json };
  if (!isEnvelope || results !== null) return { status: String(status), results };
  return { status: String(status), results: holds === "list" ? [] : effect === "read" ? results : {} };
}
