import { createReadStream } from "node:fs";
import { MixpanelClient, profiles, sendImport, sendProfileUpdates } from "../../../../src/mixpanel";
import { validateEvent } from "../../../../src/mixpanel/ingest/validate";
import { splitLines } from "../../../../src/mixpanel/records/lines";
import { type RecordSource, recordSource } from "../../../../src/mixpanel/records/source";
import { eventAt, eventsFromGenerator, TOKEN, updateAt } from "../data";
import { type Assignment, type Contestant, eventBytes, eventsListOf, listOf } from "./contestant";

/** Larger pieces are no faster, and each leaves garbage of its size. */
const READ_BYTES = 128 * 1024;
export const NO_PACING = { rateShare: Number.POSITIVE_INFINITY };

/** All events are of before this time. */
export const NOW_MS = Date.UTC(2026, 0, 1);

type Settings = Parameters<typeof sendImport>[2];

export function client({ port }: Assignment): MixpanelClient {
  return new MixpanelClient({
    credentials: { username: "bench.user", password: "bench-secret", projectToken: TOKEN },
    projectId: "1",
    apiHost: `http://127.0.0.1:${port}`,
  });
}

/** Imports what `source` gives; the source is made before the clock runs. */
function importing(source: (assignment: Assignment) => RecordSource, settings: Settings = {}): Contestant {
  return async (assignment) => {
    const to = client(assignment);
    const events = source(assignment);
    const { concurrency } = assignment;
    return async () => (await sendImport(to, events, { ...NO_PACING, concurrency, ...settings })).imported;
  };
}

/** The file as often as it takes: a file of 5 GB without the disk space. */
async function* chunks({ file, records, fileRecords = records }: Assignment): AsyncGenerator<Buffer> {
  for (let read = 0; read < records; read += fileRecords) {
    yield* createReadStream(file, { highWaterMark: READ_BYTES });
  }
}

const lines = (assignment: Assignment) => splitLines("Events", chunks(assignment));

/** The lines of the file as one JSON list: a comma in place of each line's end, a bracket in place of the last one's. */
async function* listChunks(assignment: Assignment): AsyncGenerator<Buffer> {
  let last: Buffer = Buffer.from("[");
  for await (const chunk of chunks(assignment)) {
    yield last;
    for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", at + 1)) chunk.write(",", at);
    last = chunk;
  }
  last.write("]", last.length - 1);
  yield last;
}

const inMemory = (around?: [string, string, string]) => {
  return ({ records }: Assignment) => recordSource("Events", eventBytes(records, around));
};

/** This connector's client, pacing off. */
export const connector = {
  objects: importing(({ records }) => eventsListOf(records)),
  objectsValidated: importing(({ records }) => eventsListOf(records), {
    check: (event) => validateEvent(event, { now: NOW_MS }),
  }),
  objectsWithoutInsertId: importing(({ records }) => listOf(records, (number) => eventAt(number, false))),
  generator: importing(({ records }) => eventsFromGenerator(records)),
  linesUnaltered: importing(lines, { unaltered: true }),
  linesParsed: importing(lines),
  linesValidated: importing(lines, { check: (event) => validateEvent(event, { now: NOW_MS }), soundAt: NOW_MS }),
  list: importing(inMemory(["[", ",", "]"])),
  ndjson: importing(inMemory()),
  listStream: importing((assignment) => recordSource("Events", listChunks(assignment))),
  profiles: (async (assignment) => {
    const to = client(assignment);
    const updates = listOf(assignment.records, updateAt);
    const { concurrency } = assignment;
    const options = { ...NO_PACING, concurrency, parameters: { ip: "0", verbose: "1", strict: "1" } };
    return async () => (await sendProfileUpdates(to, profiles.updateMultipleProfiles, updates, options)).imported;
  }) satisfies Contestant,
} satisfies Record<string, Contestant>;
