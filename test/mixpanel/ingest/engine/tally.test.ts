import { MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { MAX_LISTED_REQUESTS } from "../../../../src/mixpanel/ingest/engine/limits";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { numbers } from "./runWith";
import { batchOf, broke, unreached, watched } from "./tallyWith";

const rejected = (details: Partial<ConstructorParameters<typeof MixpanelValidationError>[0]> = {}) =>
  new MixpanelValidationError({ message: "some failed", ...details });

describe("B7: what a watch is told, and what is counted", () => {
  test.each<[string, (tally: Tally) => void, object, unknown[]]>([
    [
      "a record that cannot be sent",
      (tally) => tally.invalid(4, { message: "m" }),
      { failed: 1, sent: 0 },
      [
        ["rejected", 4],
        ["settled", 4],
      ],
    ],
    [
      "a record that is too large",
      (tally) => tally.tooLarge(4, "12 bytes."),
      { failed: 1 },
      [
        ["rejected", 4],
        ["settled", 4],
      ],
    ],
    [
      "records that are not sent",
      (tally) => tally.failed([4, 5], "m"),
      { failed: 2 },
      [
        ["rejected", 4, 5],
        ["settled", 4, 5],
      ],
    ],
    [
      "an accepted request",
      (tally) => tally.taken(batchOf([4, 5])),
      { sent: 2, imported: 2, unconfirmed_requests: [] },
      [["settled", 4, 5]],
    ],
    [
      "a request that is accepted in part",
      (tally) => tally.taken(batchOf([4, 5]), 1),
      { sent: 2, imported: 1, unconfirmed: 1 },
      [["settled", 4, 5]],
    ],
    [
      "rejected records",
      (tally) => tally.refused(batchOf([4, 5]), rejected({ failedRecords: [{ index: 1, message: "m" }] })),
      { sent: 2, imported: 1, failed: 1 },
      [
        ["rejected", 5],
        ["settled", 4, 5],
      ],
    ],
    [
      "records with an unknown outcome",
      (tally) => tally.unknown(batchOf([4, 5]), "m"),
      { sent: 0, unknown: 2 },
      [
        ["unknown", 4, 5],
        ["settled", 4, 5],
      ],
    ],
    [
      "a request that broke",
      (tally) => tally.ended(batchOf([4]), broke()),
      { unknown: 1 },
      [
        ["unknown", 4],
        ["settled", 4],
      ],
    ],
    ["a request that was not sent", (tally) => tally.ended(batchOf([4]), unreached()), { unknown: 0, failed: 0 }, []],
  ])("%s", (_, act, counts, expected) => {
    const { tally, told } = watched();
    act(tally);
    expect(tally.result).toMatchObject(counts);
    expect(told).toEqual(expected);
    const unwatched = new Tally("things");
    act(unwatched);
    expect(unwatched.close(0)).toEqual(tally.close(0));
  });

  test.each([
    [broke(), "broke."],
    ["text", "text"],
  ])("the unknown records of a request that ended with %p have its message", (error, message) => {
    const { tally } = watched();
    tally.ended(batchOf([4]), error);
    expect(tally.result.unknown_records).toEqual([{ index: 4, message }]);
  });

  test("a record that is too large is listed with its rule, and without a second full stop", () => {
    const { tally } = watched();
    tally.tooLarge(4, "12. bytes.");
    expect(tally.result.failed_records).toEqual([
      { index: 4, rule: "record_too_large", message: "12. bytes: the record is too large to be sent" },
    ]);
  });

  test("a run whose invalid records are dropped counts what is not confirmed as failed", () => {
    const { tally } = watched({ dropsInvalid: true });
    tally.taken(batchOf([4, 5]), 1);
    expect(tally.result).toMatchObject({ failed: 1, unconfirmed: 0, unconfirmed_requests: [] });
  });

  test("requests with unconfirmed records are counted, and listed up to a maximum", () => {
    const { tally } = watched();
    for (const at of numbers(MAX_LISTED_REQUESTS + 1)) tally.taken(batchOf(numbers(3).map((one) => 3 * at + one)), 1);
    expect(tally.result.unconfirmed).toBe(2 * (MAX_LISTED_REQUESTS + 1));
    expect(tally.result.unconfirmed_requests).toHaveLength(MAX_LISTED_REQUESTS);
    const request = tally.result.unconfirmed_requests[1];
    expect(request).toEqual({ first: 3, last: 5, sent: 3, unconfirmed: 2 });
    expect(request).not.toHaveProperty("message");
  });

  test("a request with unconfirmed records has Mixpanel's message, if it rejected some", () => {
    const { tally } = watched();
    tally.refused(batchOf([4, 5, 6]), rejected({ imported: 1, failedRecords: [{ index: 1, message: "m" }] }));
    expect(tally.result.unconfirmed_requests).toEqual([
      { first: 4, last: 6, sent: 3, unconfirmed: 1, message: "some failed" },
    ]);
  });
});

test("B7: positions count from the first record of the run", () => {
  const { tally } = watched({ first: 7 });
  expect([tally.isEmpty, tally.receive(), tally.receive(), tally.isEmpty]).toEqual([true, 7, 8, true]);
  tally.reach(7);
  expect(tally.isEmpty).toBe(false);
});
