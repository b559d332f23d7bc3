import { redactBody } from "../credentials";
import type { Effect } from "../endpoint";
import { MixpanelResponseError, MixpanelValidationError } from "../errors";
import { parseKeepingDigits } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";
import { looksLikeHtml } from "./errorText";
import { isResponseOf, type ResponseOf, type ResponseShape } from "./response";
import { countedIn, failedRecords, failureReasons, statusTextOf } from "./responseRecords";

/** A whole answer with a status of 200 to 299. */
export interface ReceivedResponse {
  operation: string;
  effect: Effect;
  status: number;
  contentType: string;
  /** Whether the call asked for an image in place of `1`. */
  asksForImage?: boolean;
  body: Buffer;
  /** Takes credentials out of a text. */
  redact(text: string): string;
}

function unusable(answer: ReceivedResponse, what: string): MixpanelResponseError {
  return new MixpanelResponseError({
    operation: answer.operation,
    status: answer.status,
    retryable: true,
    message: `${answer.operation}: Mixpanel answered ${answer.status}, but with ${what}. Check the data residency and the custom API host of the connection, or run it again.`,
  });
}

const NOTHING_ACCEPTED = {
  happened: "but accepted nothing",
  fix: "Check that each record is complete and that the data residency is the project's.",
};
const READ_FAILED = {
  happened: "but with an error",
  fix: "Correct the inputs; if they are right, run it again later.",
};

function refused(answer: ReceivedResponse, words: string, json?: unknown): MixpanelValidationError {
  const { operation, effect, status, redact } = answer;
  const imported = countedIn(json);
  const some = { ...NOTHING_ACCEPTED, happened: `but accepted only ${imported} records` };
  const { happened, fix } = effect === "read" ? READ_FAILED : imported ? some : NOTHING_ACCEPTED;
  const redacted = json === undefined ? json : parseKeepingDigits(redactBody(JSON.stringify(json), redact));
  const reasons = [redactBody(words, redact), ...failureReasons(redacted)].filter((reason) => reason !== "");
  const said = reasons.length === 0 ? "" : `: ${reasons.join("; ")}`;
  return new MixpanelValidationError({
    operation,
    status,
    message: `${operation}: Mixpanel answered ${status}, ${happened}${said}. ${fix}`,
    failedRecords: failedRecords(redacted),
    imported,
    statusText: statusTextOf(redacted),
  });
}

/** Mixpanel's words for a failure, where an answer has any. A result that is keyed by names may hold data under the name "error". */
function errorWords({ error, request, status, code }: JsonObject): string {
  if (typeof error === "string") return error;
  const isFailure = typeof request === "string" || status === "error" || (typeof code === "number" && code >= 400);
  if (error === true) return "true";
  return isFailure && typeof error === "object" && error !== null ? JSON.stringify(error) : "";
}

/** Throws where a JSON answer says of itself that it is a failure. */
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
    // An `error` beside a result is a failure unless the answer calls itself a success.
    (words !== "" && status !== 1 && status !== "ok" && status !== "OK");
  if (failed) throw refused(answer, words, json);
}

function parse(answer: ReceivedResponse, text: string): unknown {
  if (looksLikeHtml(text) || answer.contentType.includes("text/html")) throw unusable(answer, "a web page");
  try {
    return parseKeepingDigits(text);
  } catch {
    throw unusable(answer, "text that is not whole JSON");
  }
}

/**
 * Reads the answer to a raw request: bytes, text or JSON as the builder asked for, text where JSON was asked for and none came.
 *
 * @param ingestion whether the path is one that answers `1` or `0`
 * @param mayBeEmpty whether no byte is an answer of its own
 * @throws the same errors as readResponse, for the same hidden failures
 */
export function readRawResponse(
  responseType: "arraybuffer" | "json" | "text",
  { ingestion, mayBeEmpty }: { ingestion: boolean; mayBeEmpty: boolean },
  answer: ReceivedResponse,
): unknown {
  const text = answer.body.toString("utf8");
  if (text.trim() === "" && !mayBeEmpty) throw unusable(answer, "an empty body");
  const expectsJson = responseType === "json" && (answer.contentType.includes("json") || looksLikeHtml(text));
  let json: unknown;
  try {
    json = parseKeepingDigits(text);
  } catch {
    if (expectsJson && text.trim() !== "") json = parse(answer, text);
  }
  if (ingestion && json === 0) throw refused(answer, "no record was valid");
  assertSuccess(answer, json);
  if (responseType === "arraybuffer") return answer.body;
  return responseType === "json" && json !== undefined ? json : text;
}

/**
 * Reads an answer, and finds the failures that come with a 200: `0`, `{status: 0}`, `{error}`, records that were refused, a web page,
 * half a JSON text, an answer that is not the operation's own.
 *
 * @returns the parsed answer, integers beyond 2^53 as text. `1` becomes `{status: 1}` in Mixpanel's verbose shape; the answer of an
 * operation whose status is all it says becomes null where it has no body
 * @throws MixpanelValidationError where something was refused, MixpanelResponseError where the answer is not usable
 */
export function readResponse<Row extends ResponseShape>(row: Row, answer: ReceivedResponse): ResponseOf<Row> {
  const value = readSuccess(row, answer);
  if (!isResponseOf(row, value)) throw unusable(answer, "JSON that is not this operation's response");
  return value;
}

function readSuccess({ response: kind }: ResponseShape, answer: ReceivedResponse): unknown {
  if (answer.asksForImage && answer.contentType.startsWith("image/")) return { status: 1, error: null };
  const text = answer.body.toString("utf8").trim();
  if (text === "") {
    if (kind === "status") return null;
    throw unusable(answer, "an empty body");
  }
  if (kind === "status" && !/^[[{]/.test(text) && !looksLikeHtml(text)) return text;
  const json = parse(answer, text);
  if (kind === "accepted") {
    if (json === 1) return { status: 1, error: null };
    if (json === 0) throw refused(answer, "no record was valid");
  }
  assertSuccess(answer, json);
  return json;
}
