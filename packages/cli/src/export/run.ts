/** Runs `export`. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { BadLines } from "mixpanel-connector/client";
import { loadComponent } from "../bundle";
import { clientOf } from "../client";
import { openTarget } from "../connection";
import { stderrLog } from "../execute";
import { catchInterrupts } from "../interrupt";
import { Outages } from "../outages";
import { printResult } from "../result";
import { counted } from "../terminal";
import { openDestination } from "./destination";
import { contentOf, type Format, formatOf } from "./formats";
import { ExportProgress } from "./progress";
import { checkSelection, type Selection, type Source, sourceOf } from "./source";

export interface ExportRequest extends Omit<Selection, "badLines"> {
  file: string;
  format: Format | undefined;
  force: boolean;
  skipBadLines: boolean;
  sandbox: string | undefined;
  timeLimit: string | undefined;
  json: boolean;
  debug: boolean;
}

/** An error of writing, in words. */
function writeFailure(error: unknown, file: string): unknown {
  if (Object(error).code !== "ENOSPC") return error;
  return Object.assign(new Error(`There is no space left to write ${file}. Free some, and run the export again.`), {
    code: "ENOSPC",
    cause: error,
  });
}

const isReaderGone = (error: unknown, file: string) => file === "-" && Object(error).code === "EPIPE";

function summary({ noun, days }: Source, file: string, { records, seconds }: ExportProgress): string {
  const range = days === undefined ? "" : ` from ${days.from_date} to ${days.to_date}`;
  const where = file === "-" ? "" : ` to ${file}`;
  if (records === 0) return `There are no ${noun}s${range}: nothing was exported${where}.`;
  return `Exported ${counted(records, noun)}${range}${where} in ${seconds.toFixed(1)} s.`;
}

/** @returns the exit code @throws UsageError; MixpanelError; Error of writing */
export async function runExport(request: ExportRequest): Promise<number> {
  const { file, json, debug } = request;
  const { format, compress } = formatOf(file, request.format);
  const days = checkSelection(request);
  const destination = openDestination(file, request.force);
  const interrupts = catchInterrupts(() => process.stderr.write("\nEnding the export …\n"));
  const target = await openTarget(loadComponent(), {
    environment: process.env,
    sandboxUrl: request.sandbox,
    ownSandbox: { sample: true },
    timeLimit: request.timeLimit,
  }).catch((error: unknown) => {
    interrupts.release();
    destination.stream.destroy();
    destination.discard();
    throw error;
  });
  const badLines = request.skipBadLines ? new BadLines() : undefined;
  const write = stderrLog(debug);
  const noun = { events: "event", users: "user profile", groups: "group profile" }[request.what];
  if (!json) process.stderr.write(`Exporting ${noun}s of ${target.place}\n`);
  const progress = new ExportProgress(noun);
  const outages = new Outages((level, message) => {
    progress.clear();
    write(level, message);
  });
  try {
    const client = clientOf(target, { log: (entry) => outages.note(entry) }).endedBy(interrupts.signal);
    const source = sourceOf(client, { ...request, badLines }, days);
    const counting = async function* () {
      for await (const batch of source.batches) {
        progress.records += batch.records.length;
        yield batch;
      }
    };
    const content = Readable.from(contentOf(format, counting()), { objectMode: true, highWaterMark: 2 });
    const { signal } = interrupts;
    if (compress) await pipeline(content, createGzip(), destination.stream, { signal });
    else await pipeline(content, destination.stream, { signal });
    destination.finish();
    outages.end(true);
    progress.end();
    const { records } = progress;
    if (json && file !== "-") printResult({ records, file, ...source.days, ...bad(badLines) }, { compact: true });
    else process.stderr.write(`${summary(source, file, progress)}\n`);
    if (badLines && badLines.count > 0) process.stderr.write(`Mixpanel's export: ${badLines.describe()}\n`);
    return 0;
  } catch (error) {
    progress.end();
    destination.discard();
    if (isReaderGone(error, file)) return 0;
    const code = interrupts.exitCode();
    if (code === undefined) throw writeFailure(error, file);
    const left =
      file === "-" ? "The output is incomplete." : `${file} was not written, and the partial file was removed.`;
    process.stderr.write(`Interrupted after ${counted(progress.records, noun)}. ${left}\n`);
    return code;
  } finally {
    interrupts.release();
    progress.end();
    outages.end(false);
    await target.close();
  }
}

const bad = (lines: BadLines | undefined) => (lines ? { bad_lines: { count: lines.count, lines: lines.lines } } : {});
