import { redactBody } from "./credentials";
import type { Answer } from "./endpoint";
import { failedRecords, looksLikeHtml } from "./errorFromResponse";
import { MixpanelResponseError, MixpanelValidationError } from "./errors";
import { isRecord } from "./json";

/** A whole answer with a status of 200 to 299. */
export interface ReceivedAnswer {
  operation: string;
  status: number;
  contentType: string;
  body: Buffer;
  /** Takes credentials out of a text. */
  redact(text: string): string;
}

function unusable(answer: ReceivedAnswer, what: string): MixpanelResponseError {
  return new MixpanelResponseError({
    operation: answer.operation,
    status: answer.status,
    retryable: true,
    message: `${answer.operation}: Mixpanel answered ${answer.status}, but with ${what}. Check the data residency and the custom API host of the connection, or run it again.`,
  });
}

function refused(answer: ReceivedAnswer, words: string, json?: unknown): MixpanelValidationError {
  return new MixpanelValidationError({
    operation: answer.operation,
    status: answer.status,
    message: `${answer.operation}: Mixpanel answered ${answer.status}, but accepted nothing${words === "" ? "" : `: ${redactBody(words, answer.redact)}`}. Check that each record is complete and that the data residency is the project's.`,
    failedRecords: failedRecords(
      json === undefined ? json : JSON.parse(redactBody(JSON.stringify(json), answer.redact)),
    ),
  });
}

/** Throws where a JSON answer says of itself that it is a failure. */
function assertSuccess(answer: ReceivedAnswer, json: unknown): void {
  if (!isRecord(json)) return;
  const { status, error, code } = json;
  const words = typeof error === "string" ? error : (error ?? false) === false ? "" : JSON.stringify(error);
  const failed =
    status === 0 ||
    status === "error" ||
    status === "failure" ||
    (typeof code === "number" && code >= 400) ||
    // An `error` beside a result is a failure unless the answer calls itself a success.
    (words !== "" && status !== 1 && status !== "ok" && status !== "OK");
  if (failed) throw refused(answer, words, json);
}

function parse(answer: ReceivedAnswer, text: string): unknown {
  if (looksLikeHtml(text) || answer.contentType.includes("text/html")) throw unusable(answer, "a web page");
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(answer, "text that is not whole JSON");
  }
}

/**
 * Reads the answer to a raw request: bytes, text or JSON as the builder asked for, text where JSON was asked for and none came.
 *
 * @param ingestion whether the path is one that answers `1` or `0`
 * @throws the same errors as readAnswer, for the same hidden failures
 */
export function readRawAnswer(
  responseType: "arraybuffer" | "json" | "text",
  ingestion: boolean,
  answer: ReceivedAnswer,
): unknown {
  const text = answer.body.toString("utf8");
  const expectsJson = responseType === "json" && (answer.contentType.includes("json") || looksLikeHtml(text));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (expectsJson && text.trim() !== "") json = parse(answer, text);
  }
  if (ingestion && json === 0) throw refused(answer, "no record was valid");
  assertSuccess(answer, json);
  if (responseType === "arraybuffer") return answer.body;
  return responseType === "json" && json !== undefined ? json : text;
}

/**
 * Reads an answer, and finds the failures that come with a 200: `0`, `{status: 0}`, `{error}`, a web page, half a JSON text.
 *
 * @returns the parsed answer. `accepted` becomes `{status: 1}` in Mixpanel's verbose shape; an empty answer becomes null
 * @throws MixpanelValidationError where nothing was accepted, MixpanelResponseError where the answer is not usable
 */
export function readAnswer(kind: Answer, answer: ReceivedAnswer): unknown {
  if (kind === "accepted" && answer.contentType.startsWith("image/")) return { status: 1, error: null };
  const text = answer.body.toString("utf8").trim();
  if (text === "") {
    if (kind === "json") return null;
    throw unusable(answer, "an empty body");
  }
  const json = parse(answer, text);
  if (kind === "accepted") {
    if (json === 1) return { status: 1, error: null };
    if (json === 0) throw refused(answer, "no record was valid");
  }
  assertSuccess(answer, json);
  return json;
}
