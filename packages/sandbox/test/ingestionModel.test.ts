/** Ingestion against plain models, over inputs that nobody thought of. */
import fc from "fast-check";
import type { Sandbox } from "../src";
import { updatedProperties } from "../src/ingest/profileUpdates";
import { MemoryEventStore } from "../src/state/eventStore";
import type { JsonObject, StoredEvent } from "../src/types";
import { event, IMPORT, NOW_SECONDS, postJson, startStill } from "./ingestionClient";

const SETTINGS = { seed: 20240615, numRuns: 300 };

const key = fc.constantFrom("a", "b", "c", "$name");
const scalar = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom("x", "y"), fc.boolean());
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));

const storedEvent: fc.Arbitrary<StoredEvent> = fc
  .record({
    event: fc.constantFrom("A", "B"),
    time: fc.integer({ min: 1, max: 4 }),
    distinctId: fc.constantFrom("u", "v"),
    insertId: fc.constantFrom("i", "j", "k"),
    plan: fc.integer(),
  })
  .map(({ plan, ...stored }) => ({ ...stored, properties: { plan } }));

function fourKeys({ event: name, time, distinctId, insertId }: StoredEvent): string {
  return JSON.stringify([name, time, distinctId, insertId]);
}

describe("the event store", () => {
  test("holds the last of each (event, time, distinct ID, insert ID), in order of time, whenever it is read", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(storedEvent, fc.boolean()), { maxLength: 60 }), (steps) => {
        const store = new MemoryEventStore({ max: 1000, used: 0 }, new Map());
        const model = new Map<string, JsonObject>();
        for (const [added, isRead] of steps) {
          store.add({ ...added });
          model.set(fourKeys(added), added.properties);
          if (isRead) expect([...store.range()]).toHaveLength(model.size);
        }
        const read = [...store.range()];
        expect(store.size).toBe(model.size);
        expect(new Map(read.map((one) => [fourKeys(one), one.properties]))).toEqual(model);
        expect(read.map(({ time }) => time)).toEqual(read.map(({ time }) => time).sort((a, b) => a - b));
        expect([...store.range(2, 4)].map(({ time }) => time)).toEqual(
          read.map(({ time }) => time).filter((time) => time >= 2 && time < 4),
        );
      }),
      SETTINGS,
    );
  });

  test("forgets exactly what is removed, and gives its room back", () => {
    fc.assert(
      fc.property(
        fc.array(storedEvent, { maxLength: 40 }),
        fc.array(storedEvent, { maxLength: 10 }),
        (added, removed) => {
          const capacity = { max: 1000, used: 0 };
          const store = new MemoryEventStore(capacity, new Map());
          const model = new Set(added.map(fourKeys));
          for (const one of added) store.add({ ...one });
          for (const one of removed) {
            store.remove([one.event, one.time, one.distinctId, one.insertId]);
            model.delete(fourKeys(one));
          }
          expect(new Set([...store.range()].map(fourKeys))).toEqual(model);
          expect([store.size, capacity.used]).toEqual([model.size, model.size]);
          expect(store.removeWhere(({ event: name }) => name === "A")).toBe(
            [...model].filter((text) => text.startsWith('["A"')).length,
          );
        },
      ),
      SETTINGS,
    );
  });
});

type Operation = [name: string, operand: Record<string, unknown> | string[]];

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.constantFrom("$set", "$set_once", "$append", "$remove"), fc.dictionary(key, value, { maxKeys: 3 })),
  fc.tuple(fc.constant("$add"), fc.dictionary(key, fc.integer({ min: -5, max: 5 }), { maxKeys: 3 })),
  fc.tuple(fc.constant("$union"), fc.dictionary(key, fc.array(scalar, { maxLength: 4 }), { maxKeys: 3 })),
  fc.tuple(fc.constant("$unset"), fc.array(key, { maxLength: 3 })),
);

/** One property after one operation, written down again from the reference as simply as can be. */
function expected(before: unknown, name: string, operand: unknown): unknown {
  const has = (list: unknown[], wanted: unknown) =>
    list.some((item) => JSON.stringify(item) === JSON.stringify(wanted));
  switch (name) {
    case "$set":
      return operand;
    case "$set_once":
      return before === undefined ? operand : before;
    case "$add":
      return before === undefined || typeof before === "number" ? Number(before ?? 0) + Number(operand) : before;
    case "$append":
      if (before === undefined) return [operand];
      return Array.isArray(before) ? before.concat([operand]) : before;
    case "$remove":
      return Array.isArray(before) ? before.filter((item) => !has([operand], item)) : before;
    default: {
      if (before !== undefined && !Array.isArray(before)) return before;
      const result: unknown[] = [...(before ?? [])];
      for (const item of Array.isArray(operand) ? operand : []) if (!has(result, item)) result.push(item);
      return result;
    }
  }
}

describe("profile operations", () => {
  test("change each property as the reference says, one after the other", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        let actual: JsonObject = {};
        const model = new Map<string, unknown>();
        for (const [name, operand] of operations) {
          actual = updatedProperties(actual, { [name]: operand });
          if (Array.isArray(operand)) for (const removed of operand) model.delete(removed);
          else {
            for (const [property, given] of Object.entries(operand)) {
              const after = expected(model.get(property), name, given);
              if (after !== undefined) model.set(property, after);
            }
          }
          expect(actual).toEqual(Object.fromEntries(model));
        }
      }),
      SETTINGS,
    );
  });

  test("never change the properties they start from", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value), operation, (before, [name, operand]) => {
        const copy = structuredClone(before);
        updatedProperties(before, { [name]: operand });
        expect(before).toEqual(copy);
      }),
      SETTINGS,
    );
  });
});

describe("/import", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startStill({ limits: false });
  });
  afterAll(() => sandbox.close());

  test("accounts for every record: stored or named, whatever is sent", async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record({ event: fc.jsonValue(), properties: fc.jsonValue() }),
      fc
        .record({
          time: fc.constantFrom<unknown>(NOW_SECONDS, "x"),
          $insert_id: fc.uuid(),
          distinct_id: fc.jsonValue(),
        })
        .map((properties) => event(properties)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 12 }), async (records) => {
        sandbox.reset();
        const { status, json } = await postJson(sandbox, IMPORT, records);
        const stored = sandbox.projects.get(1)?.events.size ?? -1;
        const failed = records.length - stored;
        expect([status, json]).toMatchObject([failed === 0 ? 200 : 400, { num_records_imported: stored }]);
        if (failed > 0) expect(json).toHaveProperty("failed_records.length", failed);
      }),
      { seed: SETTINGS.seed, numRuns: 100 },
    );
  });
});
