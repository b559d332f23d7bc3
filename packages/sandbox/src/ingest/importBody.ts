/** What /import is sent: a JSON list, JSON lines, or the `data` field of older clients. */
import type { FastifyRequest } from "fastify";
import { SandboxError } from "../errors";
import type { FailedRecord } from "./events";
import { readRecords } from "./payload";

/** Whether the records come as `data` of a form or a query, as older clients send them. */
export function isDataField(request: FastifyRequest): boolean {
  const contentType = request.headers["content-type"] ?? "";
  return request.method === "GET" || contentType.startsWith("application/x-www-form-urlencoded");
}

/** The records of /import, each at its index, and those whose text is no JSON (ndjson only: a list is whole or nothing). */
export function importedRecords(
  request: FastifyRequest,
  isLegacy: boolean,
): { records: unknown[]; unreadable: FailedRecord[] } {
  if (isLegacy || isDataField(request)) {
    const records = readRecords(request);
    if (!records) throw new SandboxError(400, "data, missing or empty");
    return { records, unreadable: [] };
  }
  const text = request.bodyBytes.toString("utf8");
  if ((request.headers["content-type"] ?? "").includes("ndjson")) return recordsOfLines(text);
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch {
    throw new SandboxError(400, "Invalid JSON: expected an array of events");
  }
  if (!Array.isArray(records)) throw new SandboxError(400, "Invalid body: expected an array of events");
  // The description asks for one event at least, and says of no status for an empty list: it is taken as a batch of none.
  return { records, unreadable: [] };
}

function recordsOfLines(text: string): { records: unknown[]; unreadable: FailedRecord[] } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const unreadable: FailedRecord[] = [];
  const records = lines.map((line, index): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      unreadable.push({ index, insert_id: "", field: "", message: "the line is not valid JSON" });
      return null;
    }
  });
  return { records, unreadable };
}

/** The refusals of a batch in the order of its records: a line that is no JSON is refused as such, once. */
export function allFailures(failed: FailedRecord[], unreadable: FailedRecord[]): FailedRecord[] {
  if (unreadable.length === 0) return failed;
  const indexes = new Set(unreadable.map(({ index }) => index));
  return [...unreadable, ...failed.filter(({ index }) => !indexes.has(index))].sort((a, b) => a.index - b.index);
}
