import { MixpanelTooLargeError } from "../../../src/mixpanel/errors";
import { maxResponseBytes, tooLarge, tooManyBytes } from "../../../src/mixpanel/http/responseSize";

test("B7: a response may have 64 MB in memory, one that may be large 128 MB", () => {
  expect([{}, { isLarge: false }, { isLarge: true }].map(maxResponseBytes)).toEqual([
    67_108_864, 67_108_864, 134_217_728,
  ]);
});

test("B7: the error of a larger one says how large it is, and what helps", () => {
  const cause = new Error("cause");
  for (const error of [
    tooLarge("readThings", "more than 64 MB", cause),
    tooManyBytes("readThings", 67_108_864, cause),
  ]) {
    expect(error).toBeInstanceOf(MixpanelTooLargeError);
    expect(error).toMatchObject({ operation: "readThings", cause });
    expect(error.message).toBe(
      "readThings: the response is too large for a step (more than 64 MB). Choose a shorter date range, add a filter, or lower the limit.",
    );
  }
});
