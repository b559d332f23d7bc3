/** Injects faults: before the handler runs, or into its response. */

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { errorBody } from "../errors";
import type { Fault } from "./faults";
import { pathOf } from "./paths";

const GATEWAY_PAGE =
  "<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body><h1>Bad Gateway</h1></body>\r\n</html>\r\n";

/** Injects a fault before the request is processed. Resolves to true if the call has its response, or will never get one. */
export async function strikeBefore(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  if (fault.kind === "slow") await wait(fault.delayMs, undefined, { ref: false });
  if (fault.afterProcessing) return false;
  if (fault.kind === "reset") {
    reply.hijack();
    request.raw.socket.resetAndDestroy();
    return true;
  }
  if (fault.kind === "stall") {
    reply.hijack();
    return true;
  }
  const answer = replacement(fault, request);
  if (!answer) return false;
  if (fault.retryAfter !== null) reply.header("Retry-After", String(fault.retryAfter));
  await reply.code(answer.status).type(answer.contentType).send(answer.body);
  return true;
}

/** Injects a fault into the response of a processed request; returns the payload to send instead. */
export async function strikeAfter(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  switch (fault.kind) {
    case "reset":
      request.raw.socket.resetAndDestroy();
      return payload;
    case "stall":
      return new Promise(() => {});
    case "truncate":
      return truncated(reply, await wholeOf(payload));
    case "stallMidway":
      return stalled(reply, await wholeOf(payload));
    case "halfJson": {
      const whole = await wholeOf(payload);
      reply.removeHeader("content-length");
      return whole.subarray(0, Math.floor(whole.length / 2));
    }
    case "terminatedEarly":
    case "halfLine":
      reply.removeHeader("content-length");
      return Readable.from(brokenLines(fault, asStream(payload)), { objectMode: false });
    case "miscount": {
      const { acknowledged } = fault;
      reply.removeHeader("content-length");
      return (await wholeOf(payload))
        .toString()
        .replace(/"(num_records_imported|num_good_events)":\d+/, `"$1":${acknowledged}`);
    }
    case "gzip":
      reply.removeHeader("content-length");
      if (fault.encoding !== null) reply.header("content-encoding", fault.encoding);
      return gzipSync(await wholeOf(payload));
    case "closeAfter":
      reply.raw.once("finish", () => request.raw.socket.end());
      return payload;
    case "slow":
      return payload;
    default: {
      const answer = fault.afterProcessing ? replacement(fault, request) : null;
      if (!answer) return payload;
      reply.removeHeader("content-length");
      reply.code(answer.status).header("content-type", answer.contentType);
      if (fault.retryAfter !== null) reply.header("Retry-After", String(fault.retryAfter));
      return answer.body;
    }
  }
}

/** The response that replaces the real one; null for faults that do not replace it. */
function replacement(
  fault: Fault,
  request: FastifyRequest,
): { status: number; contentType: string; body: string } | null {
  const json = "application/json; charset=utf-8";
  if (fault.kind === "html") return { status: fault.status, contentType: "text/html", body: GATEWAY_PAGE };
  if (fault.kind === "status") {
    const body = errorBody(pathOf(request), fault.status, "Injected fault");
    return { status: fault.status, contentType: json, body: JSON.stringify(body) };
  }
  if (fault.kind === "body") return { status: fault.status, contentType: json, body: fault.body };
  if (fault.kind !== "zero") return null;
  const isVerbose = new URL(request.url, "http://sandbox").searchParams.get("verbose") === "1";
  const body = isVerbose ? JSON.stringify({ status: 0, error: "Injected fault" }) : "0";
  return { status: 200, contentType: isVerbose ? json : "text/plain; charset=utf-8", body };
}

function truncated(reply: FastifyReply, whole: Buffer): Readable {
  reply.header("content-length", Math.max(1, whole.length)).header("connection", "close");
  return Readable.from([whole.subarray(0, Math.floor(whole.length / 2))], { objectMode: false });
}

function stalled(reply: FastifyReply, whole: Buffer): Readable {
  reply.header("content-length", Math.max(1, whole.length));
  const half = new Readable({ read() {} });
  half.push(whole.subarray(0, Math.floor(whole.length / 2)));
  return half;
}

async function* brokenLines(fault: Fault, input: Readable): AsyncGenerator<string> {
  // One line is held back: the break strikes the line after `afterLines`, or the last one when there are fewer.
  let held: string | null = null;
  let passed = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (held !== null) {
      if (passed === fault.afterLines) break;
      yield `${held}\n`;
      passed += 1;
    }
    held = line;
  }
  input.destroy();
  if (fault.kind === "terminatedEarly") yield "export terminated early\n";
  else if (held !== null) yield held.slice(0, Math.ceil(held.length / 2));
}

function asStream(payload: unknown): Readable {
  if (payload instanceof Readable) return payload;
  return Readable.from([bytesOf(payload)]);
}

async function wholeOf(payload: unknown): Promise<Buffer> {
  if (!(payload instanceof Readable)) return bytesOf(payload);
  const chunks: Buffer[] = [];
  for await (const chunk of payload) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}

function bytesOf(payload: unknown): Buffer {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(payload === undefined || payload === null ? "" : String(payload));
}
