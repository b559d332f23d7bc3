/** What is shown of an exchange, as text. */
import type { Exchange } from "../../src/protocol";

export type Tone = "ok" | "warn" | "bad" | "";

/** The status in words, and how it is coloured. */
export function statusWord({ status, error }: Pick<Exchange, "status" | "error">): { word: string; tone: Tone } {
  if (status === undefined)
    return error === undefined ? { word: "sending…", tone: "" } : { word: "no response", tone: "bad" };
  if (status < 300) return { word: "OK", tone: "ok" };
  if (status < 400) return { word: "redirect", tone: "" };
  if (status === 429) return { word: "rate limit", tone: "warn" };
  return status < 500 ? { word: "refused", tone: "bad" } : { word: "server error", tone: "warn" };
}

/** Indents JSON, also one value per line; other text stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Why a request was refused: the text of the response. */
export function refusalOf({ status = 0, response, error }: Exchange): string {
  if (error !== undefined) return error;
  if (status < 400 || response === undefined) return "";
  try {
    const { error: reason, message, detail } = Object(JSON.parse(response));
    const found = [reason, message, detail].find((one) => typeof one === "string" && one !== "");
    return found ?? response.slice(0, 300);
  } catch {
    return response.slice(0, 300);
  }
}
