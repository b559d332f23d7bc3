import { moveTime, setTimeAhead, timeAhead } from "../../src/triggers/virtualTime";

const HOUR_MS = 3_600_000;
const { Date: real } = globalThis;
afterEach(() => setTimeAhead(0));

test("G6: Date is later after time was moved, and otherwise as it was", () => {
  const before = Date.now();
  moveTime(HOUR_MS);
  moveTime(HOUR_MS);
  const moved = [Date.now(), Date.parse(new Date().toISOString()), Date.parse(Date())];

  expect(timeAhead()).toBe(2 * HOUR_MS);
  for (const ms of moved) expect(Math.abs(ms - before - 2 * HOUR_MS)).toBeLessThan(60_000);
  expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
  expect(new Date(2024, 0, 31).getDate()).toBe(31);
  expect(Date.UTC(2024, 0)).toBe(real.UTC(2024, 0));
  expect(new Date()).toBeInstanceOf(Date);
  expect(new Date()).toBeInstanceOf(real);
});

test("V2: time can be set a fixed distance ahead of real time, and return to it", () => {
  const before = real.now();
  setTimeAhead(48 * HOUR_MS);
  setTimeAhead(24 * HOUR_MS);
  const ahead = Date.now() - before;
  setTimeAhead(0);

  expect(Math.abs(ahead - 24 * HOUR_MS)).toBeLessThan(60_000);
  expect(timeAhead()).toBe(0);
  expect(Date).toBe(real);
});
