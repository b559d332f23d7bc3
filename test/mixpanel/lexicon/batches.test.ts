import fc from "fast-check";
import { batchesOf, MAX_BODY_BYTES, type SchemaBatch } from "../../../src/mixpanel/lexicon/batches";
import { weightOf } from "../../../src/mixpanel/lexicon/entry";
import { failureOf } from "../../support/failure";

const MAX_WEIGHT = 4_000;

const entry = (name: string, properties: number, padding = 0) => ({
  entityType: "event",
  name,
  schemaJson: {
    description: "é".repeat(padding),
    properties: Object.fromEntries(Array.from({ length: properties }, (_, i) => [`p${i}`, { type: "string" }])),
  },
});

async function split(entries: readonly object[], options: { first?: number; share?: number } = {}) {
  const batches: SchemaBatch[] = [];
  for await (const batch of batchesOf(entries, { first: 0, ...options })) batches.push(batch);
  return batches;
}

test("M1: every entry is in one request, in order, within 8 MB and 4,000 events and properties", async () => {
  const size = fc.record({
    properties: fc.integer({ min: 0, max: 2_500 }),
    padding: fc.constantFrom(0, 10, 1_500_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(size, { maxLength: 12 }), fc.nat(12), async (sizes, first) => {
      const entries = sizes.map(({ properties, padding }, i) => entry(`e${i}`, properties, padding));
      const batches = await split(entries, { first });
      expect(batches.flatMap((batch) => batch.entries)).toEqual(entries.slice(first));
      let next = first;
      for (const { entries: own, first: start, weight } of batches) {
        expect(start).toBe(next);
        next += own.length;
        expect(weight).toBe(own.reduce((sum, { schemaJson }) => sum + weightOf(schemaJson), 0));
        expect(weight).toBeLessThanOrEqual(MAX_WEIGHT);
        const body = JSON.stringify({ entries: own, truncate: true });
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES);
      }
    }),
    { numRuns: 20 },
  );
});

test("M1: requests are as full as they may be", async () => {
  const entries = Array.from({ length: 10 }, (_, i) => entry(`e${i}`, 999));
  expect((await split(entries)).map(({ weight }) => weight)).toEqual([4_000, 4_000, 2_000]);
  const large = Array.from({ length: 5 }, (_, i) => entry(`e${i}`, 0, 1_900_000));
  expect((await split(large)).map((batch) => batch.entries.length)).toEqual([2, 2, 1]);
});

test("M1: a share of the limit makes smaller requests", async () => {
  const entries = Array.from({ length: 4 }, (_, i) => entry(`e${i}`, 999));
  expect((await split(entries, { share: 0.5 })).map(({ weight }) => weight)).toEqual([2_000, 2_000]);
  expect(await split(entries, { share: 2 })).toHaveLength(1);
});

test("M1: an entry of more properties than a minute takes goes alone", async () => {
  const entries = [entry("a", 0), entry("b", 5_000), entry("c", 0)];
  expect((await split(entries)).map(({ weight }) => weight)).toEqual([1, 5_001, 1]);
});

test("M1: an entry larger than a request is refused by its position", async () => {
  const failure = await failureOf(split([entry("a", 0), entry("b", 0, 4_000_000)]));
  expect(failure).toMatchObject({ input: "Schemas", message: expect.stringContaining("at position 1") });
});

test("M1: no more entries are read than the request at hand needs", async () => {
  let read = 0;
  function* endless() {
    for (;;) yield entry(`e${read++}`, 999);
  }
  for await (const batch of batchesOf(endless(), { first: 0 })) {
    expect(batch.entries).toHaveLength(4);
    if (read > 20) break;
    expect(read).toBe(batch.first + batch.entries.length + 1);
  }
});
