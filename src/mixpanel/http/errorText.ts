import type { Readable } from "node:stream";
import { isRecord } from "../records/json";
import { decompressed } from "./compression";

/** How much of a failed answer is read for its error message. */
export const MAX_ERROR_TEXT_BYTES = 10_000;

/**
 * The beginning of a failed answer's body as text; the rest of it is thrown away. What does not come in time or breaks off is left
 * out: the status alone says enough.
 *
 * @param encoding the answer's `content-encoding`
 */
export async function readErrorText(body: Readable, encoding: string | undefined, timeoutMs: number): Promise<string> {
  const timer = setTimeout(() => body.destroy(), timeoutMs);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decompressed(body, encoding)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ERROR_TEXT_BYTES) break;
    }
  } catch {
    // What came until then is as good.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8", 0, MAX_ERROR_TEXT_BYTES);
}

/** How a web page begins, behind what may stand before its first element. */
const WEB_PAGE = /^\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->)\s*)*<(!doctype|html|head|body|title|center|h1)\b/i;

/** How much of a body is looked at: a comment of any length would be too much for a regex. */
const WEB_PAGE_HEAD_CHARACTERS = 1_000;

/** Whether a body is a web page: a proxy's or a login's, never Mixpanel's API. */
export function looksLikeHtml(body: string): boolean {
  return WEB_PAGE.test(body.slice(0, WEB_PAGE_HEAD_CHARACTERS));
}

/** Characters of Mixpanel's words that an error message repeats. */
export const MAX_MESSAGE_CHARACTERS = 300;

/** Mixpanel's own words: `error` of a JSON answer, the text itself, or what a web page is. */
export function serverWords(body: string, json: unknown): string {
  if (isRecord(json)) {
    const words = json.error ?? json.message ?? json.detail ?? json.status;
    if (typeof words === "string") return words.slice(0, MAX_MESSAGE_CHARACTERS);
    if (words !== undefined) return JSON.stringify(words).slice(0, MAX_MESSAGE_CHARACTERS);
  }
  if (looksLikeHtml(body)) return "a web page";
  return body.trim().slice(0, MAX_MESSAGE_CHARACTERS);
}
