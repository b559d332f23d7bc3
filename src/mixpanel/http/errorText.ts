import type { Readable } from "node:stream";
import { isRecord } from "../records/json";
import { decompressed } from "./compression";

/** How much of a failed response is read for the error message. */
export const MAX_ERROR_TEXT_BYTES = 10_000;

/**
 * The first MAX_ERROR_TEXT_BYTES of a failed response's body as text; the rest is discarded. If reading fails or takes too long, returns
 * what was received so far: the status alone says enough.
 *
 * @param encoding the response's `content-encoding`
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
    // What was received so far is good enough.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8", 0, MAX_ERROR_TEXT_BYTES);
}

/** The beginning of a web page; XML declarations and comments may precede its first element. */
const WEB_PAGE = /^\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->)\s*)*<(!doctype|html|head|body|title|center|h1)\b/i;

/** How much of a body is tested: a very long comment would make the regular expression slow. */
const WEB_PAGE_HEAD_CHARACTERS = 1_000;

/** Whether a body is a web page: it comes from a proxy or a login page, never from Mixpanel's API. */
export function looksLikeHtml(body: string): boolean {
  return WEB_PAGE.test(body.slice(0, WEB_PAGE_HEAD_CHARACTERS));
}

/** How many characters of Mixpanel's own message an error quotes at most. */
export const MAX_MESSAGE_CHARACTERS = 300;

/** Mixpanel's own message: `error` of a JSON response, or the text itself; "a web page" for HTML. */
export function serverWords(body: string, json: unknown): string {
  if (isRecord(json)) {
    const words = json.error ?? json.message ?? json.detail ?? json.status;
    if (typeof words === "string") return words.slice(0, MAX_MESSAGE_CHARACTERS);
    if (words !== undefined) return JSON.stringify(words).slice(0, MAX_MESSAGE_CHARACTERS);
  }
  if (looksLikeHtml(body)) return "a web page";
  return body.trim().slice(0, MAX_MESSAGE_CHARACTERS);
}
