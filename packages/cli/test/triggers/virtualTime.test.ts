import { moveTime } from "../../src/triggers/virtualTime";

const HOUR_MS = 3_600_000;

test("G6: Date is later after time was moved, and otherwise as it was", () => {
  const { Date: real } = globalThis;
  try {
    const before = Date.now();
    moveTime(HOUR_MS);
    moveTime(HOUR_MS);
    const moved = [Date.now(), Date.parse(new Date().toISOString()), Date.parse(Date())];

    for (const ms of moved) expect(Math.abs(ms - before - 2 * HOUR_MS)).toBeLessThan(60_000);
    expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
    expect(new Date(2024, 0, 31).getDate()).toBe(31);
    expect(Date.UTC(2024, 0)).toBe(real.UTC(2024, 0));
    expect(new Date()).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(real);
  } finally {
    globalThis.Date = real;
  }
});
