/** Why a request was refused: what the body of the response says of it. */
import { isJsonObject } from "../types";
import { maskedResponse } from "./credentialMask";

/** A longer body is not searched for its reason. */
const MAX_BYTES_READ = 1_048_576;
const MAX_CHARACTERS = 500;
/** Every response of the ingestion API that refuses with status 200 is shorter. */
const MAX_ZERO_LENGTH = 1000;

/** The reason in the body of a response, without credentials; null if it refuses nothing, or gives no reason. */
export function refusalIn(status: number, body: string | Buffer): string | null {
  const isShort = body.length <= (status < 400 ? MAX_ZERO_LENGTH : MAX_BYTES_READ);
  if (!isShort) return null;
  const text = String(body);
  if (status < 400 && text.trim() === "0") {
    return "The response is 0, which gives no reason. Send the request with verbose=1 to see it.";
  }
  if (status < 400 && !text.includes('"error"')) return null;
  const reason = reasonIn(maskedResponse(text), status);
  return reason && (reason.length > MAX_CHARACTERS ? `${reason.slice(0, MAX_CHARACTERS - 1)}…` : reason);
}

function reasonIn(text: string, status: number): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return status < 400 ? null : plain(text);
  }
  if (!isJsonObject(value)) return status < 400 ? null : plain(text);
  const { error, status: outcome, failed_records } = value;
  if (error === undefined || error === null || (status < 400 && outcome !== 0)) return null;
  const sentence = typeof error === "string" ? error : JSON.stringify(error);
  return [sentence, ...firstFailure(failed_records)].join(" ");
}

/** Of the records that `/import` refuses, their number and what is wrong with the first one. */
function firstFailure(records: unknown): string[] {
  if (!Array.isArray(records) || records.length === 0) return [];
  const [first]: unknown[] = records;
  const message = isJsonObject(first) ? `record ${String(first.index)}: ${String(first.message)}` : String(first);
  return [`(${records.length} refused; the first, ${message})`];
}

/** A page's text without its tags. */
function plain(text: string): string | null {
  const words = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? null : words;
}
