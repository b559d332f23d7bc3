import fc from "fast-check";
import { MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { verdictOf } from "../../../../src/mixpanel/ingest/engine/verdict";

const INDEXES = [10, 20, 30, 40];

const verdict = (imported: number | undefined, ...named: number[]) => {
  const failedRecords = named.map((index) => ({ index, message: `bad ${index}` }));
  return verdictOf(INDEXES, new MixpanelValidationError({ message: "refused", imported, failedRecords }));
};
const at = (...positions: number[]) => positions.map((index) => expect.objectContaining({ index }));

test.each<[string, () => ReturnType<typeof verdict>, object]>([
  ["names one and counts the others", () => verdict(3, 1), { imported: 3, refused: at(20), unconfirmed: 0 }],
  ["names one without a count", () => verdict(undefined, 1), { imported: 3, refused: at(20), unconfirmed: 0 }],
  ["names one and counts none", () => verdict(0, 1), { imported: 0, refused: at(10, 20, 30, 40), unconfirmed: 0 }],
  ["names one and counts fewer than the others", () => verdict(1, 1), { imported: 1, refused: at(20), unconfirmed: 2 }],
  ["names one and counts it as well", () => verdict(4, 1), { imported: 3, refused: at(20), unconfirmed: 0 }],
  ["names none and counts some", () => verdict(3), { imported: 3, refused: [], unconfirmed: 1 }],
  ["names none and counts all", () => verdict(4), { imported: 4, refused: [], unconfirmed: 0 }],
  ["names none and counts none", () => verdict(0), { imported: 0, refused: at(10, 20, 30, 40), unconfirmed: 0 }],
  ["says nothing", () => verdict(undefined), { imported: 0, refused: at(10, 20, 30, 40), unconfirmed: 0 }],
  ["counts less than nothing", () => verdict(-7), { imported: 0, refused: at(10, 20, 30, 40), unconfirmed: 0 }],
  ["counts more than was sent", () => verdict(2_000, 3), { imported: 3, refused: at(40), unconfirmed: 0 }],
  ["names what was not sent", () => verdict(3, 4, -1, 1.5), { imported: 3, refused: [], unconfirmed: 1 }],
])("T4: a refusal that %s", (_, find, expected) => {
  expect(find()).toEqual(expected);
});

test("T4: a record with two faults is one record, with both", () => {
  const failedRecords = [
    { index: 0, field: "event", message: "no name" },
    { index: 0, field: "properties.time", message: "no time" },
  ];
  const error = new MixpanelValidationError({ message: "some", imported: 3, failedRecords });
  expect(verdictOf(INDEXES, error).refused).toEqual([{ index: 10, field: "event", message: "no name; no time" }]);
});

test("T4: any counts and positions add up to what was sent", () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double());
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 6 }),
      fc.option(number, { nil: undefined }),
      fc.array(number, { maxLength: 9 }),
      (indexes, imported, named) => {
        const failedRecords = named.map((index) => ({ index, message: "bad" }));
        const error = new MixpanelValidationError({ message: "refused", imported, failedRecords });
        const found = verdictOf(indexes, error);
        const refused = found.refused.map(({ index }) => index);
        expect(found.imported + refused.length + found.unconfirmed).toBe(indexes.length);
        expect(Math.min(found.imported, found.unconfirmed)).toBeGreaterThanOrEqual(0);
        expect(indexes).toEqual(expect.arrayContaining(refused));
        expect(new Set(refused).size).toBe(refused.length);
      },
    ),
    { seed: 4 },
  );
});
