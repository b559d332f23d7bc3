/** Reads request bodies: limits their size, decompresses and parses them. An invalid body gets an error response, and never crashes the server. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { SandboxError } from "../errors";
import { isJsonObject } from "../types";
import { isControl } from "./paths";

/** Uncompressed bytes that Mixpanel's reference allows for a request. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Bytes read and thrown away past the limit, so that a client that is still sending gets to read the 413. */
const MAX_DRAINED_BYTES = 256 * 1024 * 1024;
/** Deeper JSON is rejected before any recursive code sees it. */
const MAX_DEPTH = 200;

const inflate = promisify(gunzip);

/** Replaces Fastify's parsers: bytes for routes with `rawBody`, else JSON or a form by content type. */
export function registerBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    const { config } = request.routeOptions;
    const maxBytes = config.maxBodyBytes ?? MAX_BODY_BYTES;
    request.bodyBytes = await uncompressed(request, await collect(payload, maxBytes), maxBytes);
    return config.rawBody ? request.bodyBytes : parsed(request);
  });
}

/** Parses JSON text; a fault in it, or nesting past all reason, is a 400. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SandboxError(400, `Invalid JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (isDeeperThan(value, MAX_DEPTH)) throw new SandboxError(400, "Invalid JSON: nested too deeply");
  return value;
}

/** Whether a JSON value nests deeper than `maxDepth` (a scalar has depth 0); walks level by level, never by recursion. */
export function isDeeperThan(value: unknown, maxDepth: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    level = level.filter((item) => typeof item === "object" && item !== null);
    if (level.length > 0 && depth >= maxDepth) return true;
    level = level.flatMap((item) => Object.values(item as object));
  }
  return false;
}

async function collect(payload: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks = [];
    if (bytes > maxBytes + MAX_DRAINED_BYTES) break;
  }
  if (bytes > maxBytes) throw tooLarge(maxBytes);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes);
}

async function uncompressed(request: FastifyRequest, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return bytes;
  if (encoding !== "gzip" || !request.routeOptions.config.acceptsGzip) {
    throw new SandboxError(415, `Content-Encoding ${encoding} is not supported here.`);
  }
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    const isTooLarge = isJsonObject(cause) && cause.code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? tooLarge(maxBytes) : new SandboxError(400, "The body is not valid gzip.");
  }
}

function tooLarge(maxBytes: number): SandboxError {
  return new SandboxError(413, `request exceeds max limit of ${maxBytes} bytes`);
}

function parsed(request: FastifyRequest): unknown {
  const text = request.bodyBytes.toString("utf8");
  const contentType = request.headers["content-type"] ?? "";
  // By default, curl labels every body as a form. The control routes accept only JSON.
  const isJsonOnly = isControl(request);
  const isForm = contentType.startsWith("application/x-www-form-urlencoded") && !isJsonOnly;
  // The query API reads a body as JSON first, and as a form if it is none, whatever its label.
  if (isQueryBody(request))
    return /^\s*\{/.test(text) ? parseJson(text) : Object.fromEntries(new URLSearchParams(text));
  if (isForm) return Object.fromEntries(new URLSearchParams(text));
  if (text.trim() === "") return undefined;
  return isJsonOnly || contentType === "" || contentType.includes("json") ? parseJson(text) : text;
}

function isQueryBody(request: FastifyRequest): boolean {
  return request.routeOptions.config.operation?.family === "query";
}
