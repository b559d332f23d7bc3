import fc from "fast-check";
import { type EventEncoding, eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import type { Batch } from "../../../src/mixpanel/ingest/engine/batch";
import { pick } from "../../../src/mixpanel/ingest/engine/parts";
import { ingest } from "../../../src/mixpanel/ingest/engine/run";
import { validateEvent } from "../../../src/mixpanel/ingest/validate";
import { verbatimEvents } from "../../../src/mixpanel/ingest/verbatimEvents";
import { InBlocks, splitLines } from "../../../src/mixpanel/records/lines";
import { listItems } from "../../../src/mixpanel/records/listItems";
import { fakeTime } from "../../support/fakeTime";

const NOW_MS = 1_750_000_000_000;
const { now = Date.now, sleep = async () => {} } = fakeTime().options;

/** What each request holds, record by record as it is found by its place in the body. */
function requestOf(batch: Batch): unknown {
  const one = (at: number): unknown => JSON.parse(pick(batch, [at]).body.toString("utf8"));
  const records = [...batch.indexes.keys()].flatMap(one);
  expect(JSON.parse(batch.body.toString("utf8"))).toEqual(records);
  return { records, indexes: batch.indexes, notes: batch.notes, identity: batch.identity };
}

/** Runs records with and without looking at their bytes. @returns the requests and the result of each */
async function bothWays(
  records: () => InBlocks<unknown>,
  encoding: EventEncoding,
  tuning: { maxRecords: number; resumeFrom: number; validateOnly: boolean },
): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const verbatim of [verbatimEvents(encoding), undefined]) {
    const requests: unknown[] = [];
    const { maxRecords, ...options } = tuning;
    const outcome = await ingest({
      ...options,
      operation: "importEvents",
      noun: "events",
      records: records(),
      encode: eventEncoder(encoding),
      verbatim,
      limits: { maxRecords, maxBytes: 1_000_000 },
      clock: { now, sleep },
      rateShare: Number.POSITIVE_INFINITY,
      send: async (batch) => {
        requests.push(requestOf(batch));
      },
    }).catch((error: unknown) => String(error));
    outcomes.push([requests, typeof outcome === "string" ? outcome : { ...outcome, bytes: 0, duration_ms: 0 }]);
  }
  return outcomes;
}

const sound = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9-]{1,36}$/),
    text: fc.string({ unit: "grapheme", maxLength: 6 }),
    n: fc.double(),
  })
  .map(({ id, ...rest }) =>
    JSON.stringify({ event: "E", properties: { time: 1_700_000_000, distinct_id: "user-1", $insert_id: id, ...rest } }),
  );
const link = '{"event":"$identify","properties":{"$insert_id":"a","$identified_id":"u","$anon_id":"b"}}';
const odd = fc.constantFrom(
  link,
  '{"event":"E","properties":{"n":12345678901234567890}}',
  '{"event":"","properties":{}}',
);
const event = fc.oneof({ weight: 8, arbitrary: sound }, { weight: 1, arbitrary: odd });
const events = fc.array(event, { maxLength: 40 });
const tuning = fc.record({
  maxRecords: fc.constantFrom(1, 3, 7, 2_000),
  resumeFrom: fc.constantFrom(0, 0, 5),
  validateOnly: fc.boolean(),
});
const check = (one: unknown) => validateEvent(one, { now: NOW_MS });
const present = { nowMs: NOW_MS, clampToMs: NOW_MS };
const encoding = fc.constantFrom<EventEncoding>(
  { present },
  { present, check, soundAt: NOW_MS },
  { present, unaltered: true },
  { present, unaltered: true, effectWithoutId: "write" },
  { present, unaltered: true, check, soundAt: NOW_MS, effectWithoutId: "write" },
);

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

test("S4: lines that are copied in runs make the same requests and counts, wherever the text is cut", async () => {
  const end = fc.constantFrom(
    "\n",
    "\n",
    "\n",
    "\r\n",
    " \n",
    "\n\n",
    "\n  \r\n",
    `\n${" ".repeat(100)}\n`,
    "\nnot json\n",
  );
  const line = fc.tuple(event, end);
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40 }),
      fc.array(fc.nat(20_000), { maxLength: 4 }),
      encoding,
      tuning,
      async (lines, places, options, how) => {
        const text = Buffer.from(lines.flat().join(""));
        const [fast, usual] = await bothWays(() => splitLines("Events", cut(text, places)), options, how);
        expect(fast).toEqual(usual);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test("S2: items of a list that are copied in runs make the same requests and counts, wherever the list is cut", async () => {
  const comma = fc.constantFrom(",", ",", ",", ", ", ",\n", "\n , \t", `,${" ".repeat(100)}`);
  const fault = fc.constantFrom("", "", "", ",", "x", "]", ",1", ',{"a":}', `,${'{"a":'.repeat(3)}`);
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.array(comma, { minLength: 40, maxLength: 40 }),
      fault,
      fc.array(fc.nat(20_000), { maxLength: 4 }),
      encoding,
      tuning,
      async (items, commas, broken, places, options, how) => {
        const body = items.map((item, at) => `${at === 0 ? "" : commas[at]}${item}`).join("");
        const list = Buffer.from(` [${body}${broken}]\n`);
        const [fast, usual] = await bothWays(() => new InBlocks(listItems("Events", cut(list, places))), options, how);
        expect(fast).toEqual(usual);
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});
