import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { ingest } from "../../../../src/mixpanel/ingest/engine/run";
import type { IngestResult } from "../../../../src/mixpanel/ingest/result";
import { fakeTime } from "../../../support/fakeTime";

const { now = Date.now, sleep = async () => {} } = fakeTime().options;

/** Runs numbers as records, three to a request unless the test says otherwise. */
export function run(
  options: Pick<IngestOptions<number>, "records" | "send"> & Partial<IngestOptions<number>>,
): Promise<IngestResult> {
  return ingest<number>({
    operation: "importThings",
    noun: "things",
    limits: { maxRecords: 3, maxBytes: 1_000 },
    encode: (value) => ({ value }),
    clock: { now, sleep },
    ...options,
  });
}

/** 0, 1, 2, … */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What a request carries. */
export const recordsOf = ({ body }: Batch): unknown => JSON.parse(body.toString("utf8"));
