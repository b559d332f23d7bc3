import { progressText } from "../../src/import/progress";

const MB = 1_000_000;

describe("F1: the progress of an import", () => {
  test.each([
    [
      "of a file",
      { records: 120_000, received: 120_000, readBytes: 42 * MB, totalBytes: 100 * MB },
      4_000,
      "120,000 events, 30,000/s, 42 %, 0:06 left",
    ],
    [
      "that is read ahead of sending",
      { records: 100, received: 400, readBytes: 80, totalBytes: 100 },
      10_000,
      "100 events, 10/s, 20 %, 0:40 left",
    ],
    [
      "that is read whole, but not sent",
      { records: 0, received: 400, readBytes: 100, totalBytes: 100 },
      1_000,
      "0 events, 0/s, 0 %",
    ],
    [
      "at its end",
      { records: 400, received: 400, readBytes: 100, totalBytes: 100 },
      1_000,
      "400 events, 400/s, 100 %, 0:00 left",
    ],
    ["of stdin", { records: 50, received: 60, readBytes: 100, totalBytes: undefined }, 1_000, "50 events, 50/s"],
    ["before the first record", { records: 0, received: 0, readBytes: 0, totalBytes: 100 }, 0, "0 events, 0/s, 0 %"],
  ])("%s", (_what, reached, ms, text) => {
    expect(progressText(reached, "events", ms)).toBe(text);
  });

  test("names no time left while nothing comes back, such as at the rate limit", () => {
    const reached = { records: 1_800_000, received: 1_900_000, readBytes: 100, totalBytes: 100 };
    expect(progressText(reached, "events", 30_000, 20_000)).toBe(
      "1,800,000 events, 60,000/s, 94 %, waiting for Mixpanel",
    );
  });
});
