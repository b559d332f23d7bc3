import fc from "fast-check";
import { OpenRows } from "../../../src/mixpanel/rows/openRows";

describe("W8: rows whose outcome is still to come", () => {
  it("W8, expectation 18: are found by position from wherever a run begins, in whichever order others are settled", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 6_000 }), fc.nat(97), (first, count, step) => {
        const rows = new OpenRows();
        const positions = Array.from({ length: count }, (_, at) => first + at);
        for (const index of positions) rows.set(index, `row ${index}`);
        const [settled, open] = [positions.filter((at) => at % 97 < step), positions.filter((at) => at % 97 >= step)];
        for (const index of settled) rows.settle(index);
        expect(open.every((index) => rows.get(index) === `row ${index}`)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("W8, expectation 18: are forgotten once all of their page are settled", () => {
    const rows = new OpenRows();
    for (let index = 100; index < 10_000; index++) rows.set(index, { index });
    for (let index = 9_999; index >= 100; index--) rows.settle(index);
    const isKept = (index: number) => rows.get(index) !== undefined;
    // 10,000 rows end in the fifth page, which may get more.
    expect([100, 2_047, 2_048, 8_191].some(isKept)).toBe(false);
    expect(rows.get(9_999)).toEqual({ index: 9_999 });
  });

  it("W8: a row that is set again replaces the one before", () => {
    const rows = new OpenRows();
    rows.set(0, "first");
    rows.set(0, "second");
    expect(rows.get(0)).toBe("second");
  });
});
