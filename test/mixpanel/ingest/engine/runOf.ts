import { RecordRun } from "../../../../src/mixpanel/records/recordRun";

/** A run of records in a text. @param parts in turn, what stands before a record, and the record */
export function runOf(...parts: readonly string[]): RecordRun {
  const run = new RecordRun();
  run.bytes = Buffer.from(parts.join(""));
  for (const [place, part] of parts.entries()) {
    const start = Buffer.byteLength(parts.slice(0, place).join(""));
    if (place % 2 === 0) continue;
    run.starts[run.count] = start;
    run.ends[run.count++] = start + Buffer.byteLength(part);
  }
  return run;
}
