import { event, exportLimit, gzipEncoding, maxEvents, time_in_ms } from "../../inputs/events";
import {
  badLinesOutput,
  cursor,
  maxFileMegabytes,
  output,
  removeDuplicates,
  skipBadLines,
  windowDays,
} from "../../inputs/export";
import { project_id } from "../../inputs/project";
import { assertDateOrder, from_date, to_date, where } from "../../inputs/queries";
import { dataAndDomain } from "../../inputs/residency";
import { downloadData as endpoint } from "../../mixpanel/endpoints/events";
import { BadLines } from "../../mixpanel/export/badLines";
import { exportFile } from "../../mixpanel/export/file";
import { exportPage } from "../../mixpanel/export/page";
import { daysOf } from "../../mixpanel/export/windows";
import { parametersOf } from "../../mixpanel/parameters";
import { defineAction } from "../../platform/defineAction";

const MEGABYTE_BYTES = 1_000_000;
const GZIP_MAGIC_BYTE = 0x1f;

export const downloadData = defineAction({
  endpoint,
  label: "Download Data",
  description: "Downloads raw events of a range of days, page by page or as a file, complete or not at all",
  inputs: {
    from_date,
    to_date,
    project_id,
    dataAndDomain,
    event,
    where,
    limit: exportLimit,
    maxEvents,
    cursor,
    removeDuplicates,
    time_in_ms,
    gzipEncoding,
    windowDays,
    output,
    maxFileMegabytes,
    skipBadLines,
  },
  output: {
    type: "object",
    properties: {
      events: {
        type: "array",
        items: {
          type: "object",
          properties: { event: { type: "string" }, properties: { type: ["object", "null"] } },
          required: ["event"],
        },
      },
      count: { type: "integer", description: "Events returned." },
      truncated: {
        type: "boolean",
        description: "Whether the range holds more than Max Events, or may hold more than Limit.",
      },
      next_from_date: {
        type: "string",
        description: "First day that was not returned whole, where truncated by Max Events.",
      },
      next_cursor: { type: "string", description: "The Cursor of the next page, where truncated by Max Events." },
      bad_lines: badLinesOutput,
    },
    required: ["events", "count", "truncated"],
  },
  example: {
    events: [
      {
        event: "Signed up",
        properties: { time: 1602611311, distinct_id: "user-12345", $insert_id: "hpuDqcvpltpCjBsebtxwadtEBDnFAdycabFb" },
      },
    ],
    count: 1,
    truncated: false,
  },
  // Only a compressed file begins with gzip's first byte: a line begins with a brace.
  contentType: (data) => {
    if (!Buffer.isBuffer(data)) return undefined;
    return data[0] === GZIP_MAGIC_BYTE ? "application/gzip" : "application/x-ndjson";
  },
  run: async ({ client, params, logger }) => {
    assertDateOrder(params.from_date, params.to_date);
    const { from_date: from, to_date: to, gzipEncoding: gzip, maxEvents: most } = params;
    const parameters = { ...parametersOf(endpoint, params), from_date: from, to_date: to };
    // Limit counts over the whole range, which therefore goes out as one export.
    const days = params.limit === undefined ? params.windowDays : daysOf(from, to);
    const { skipBadLines, removeDuplicates: dedupe } = params;
    if (params.output !== "events") {
      const [compress, maxBytes] = [params.output === "gzipFile", params.maxFileMegabytes * MEGABYTE_BYTES];
      const badLines = skipBadLines ? new BadLines() : undefined;
      const file = await exportFile(client, parameters, { compress, maxBytes, windowDays: days, gzip, badLines });
      if (badLines && badLines.count > 0) logger.warn(`Download Data: ${badLines.describe()}`);
      return file;
    }
    const options = { maxEvents: most, cursor: params.cursor, dedupe, windowDays: days, gzip, skipBadLines };
    return exportPage(client, parameters, options);
  },
});
