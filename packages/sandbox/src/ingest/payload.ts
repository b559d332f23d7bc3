/** Reads the payloads of /track, /engage and /groups in every accepted form, and writes their responses. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { SandboxError } from "../errors";
import { parseJson } from "../rules/bodies";

export const MAX_RECORDS = 2000;

/** A transparent GIF of one pixel, the response to `img=1`. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/**
 * The records of a request: a JSON body, a form or query field `data` with JSON or its Base64; one object or a list.
 * Throws 413 for more than 2000 records. Null if nothing can be read: the endpoints then respond with 0.
 */
export function readRecords(request: FastifyRequest): unknown[] | null {
  const text = payloadText(request);
  if (text === null) return null;
  let value: unknown;
  try {
    value = parseJson(isJsonText(text) ? text : decoded(text));
  } catch {
    return null;
  }
  const records = Array.isArray(value) ? value : [value];
  if (records.length > MAX_RECORDS) throw new SandboxError(413, `request exceeds max limit of ${MAX_RECORDS} records`);
  return records;
}

/** True when the query parameter of that name is `1`. */
export function isOn(request: FastifyRequest, name: string): boolean {
  return queryOf(request)[name] === "1";
}

/** The query of a request by name; a name that was repeated is a list. */
export function queryOf(request: FastifyRequest): Record<string, unknown> {
  return typeof request.query === "object" && request.query !== null ? { ...request.query } : {};
}

/**
 * Answers as /track and its kin do: `1` or `0` as text, a JSON object with `verbose=1`, a pixel with `img=1`,
 * a call of the named function with `callback`.
 * @param error what was wrong, or null when at least one record was taken
 */
export function answerReceived(request: FastifyRequest, reply: FastifyReply, error: string | null): FastifyReply {
  const status = error === null ? 1 : 0;
  const { callback } = queryOf(request);
  if (isOn(request, "img")) return reply.type("image/gif").header("Cache-Control", "no-store").send(PIXEL);
  const body = isOn(request, "verbose") ? JSON.stringify({ status, error }) : String(status);
  if (typeof callback === "string" && callback !== "") {
    if (!/^[\w$.]{1,100}$/.test(callback)) throw new SandboxError(400, "callback must be the name of a function");
    return reply.type("text/javascript").send(`${callback}(${body});`);
  }
  return reply.type(isOn(request, "verbose") ? "application/json" : "text/plain").send(body);
}

function payloadText(request: FastifyRequest): string | null {
  const body = request.bodyBytes.toString("utf8");
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const isBareForm = !isJsonText(body) && body.startsWith("data=");
  const field = isForm || isBareForm ? new URLSearchParams(body).get("data") : body;
  if (field !== null && field !== "") return field;
  const { data } = queryOf(request);
  return typeof data === "string" && data !== "" ? data : null;
}

function isJsonText(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function decoded(base64: string): string {
  // The official SDK does not escape its Base64 in forms: there a plus sign arrives as a blank.
  return Buffer.from(base64.replaceAll(" ", "+"), "base64").toString("utf8");
}
