import { nowAndThen } from "../../../../src/mixpanel/ingest/engine/progress";

test("B7: reports are as far apart as asked, counted from the start and then from the last report", () => {
  let now = 1_000;
  const reported: string[] = [];
  const report = nowAndThen({ now: () => now }, (what: string) => reported.push(`${what} at ${now}`), 100);
  for (const at of [1_000, 1_099, 1_100, 1_150, 1_199, 1_200, 1_500, 1_599]) {
    now = at;
    report("call");
  }
  expect(reported).toEqual(["call at 1100", "call at 1200", "call at 1500"]);
});

test("B7: reports are five seconds apart by default", () => {
  let now = 0;
  const report = jest.fn();
  const called = nowAndThen({ now: () => now }, report);
  for (now of [4_999, 5_000, 9_999, 10_000]) called();
  expect(report).toHaveBeenCalledTimes(2);
});
