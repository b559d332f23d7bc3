import { MAX_LISTED_FAILURES, MAX_LISTED_UNKNOWN } from "../../../src/mixpanel/ingest/engine/limits";
import { addRecords, assertAllTaken, emptyResult } from "../../../src/mixpanel/ingest/result";
import { thrownBy } from "../../support/failure";

const check = (changes: Partial<ReturnType<typeof emptyResult>>) => () =>
  assertAllTaken("importEvents", "events", { ...emptyResult(), received: 5, ...changes });

test("a result with all records accepted is no error", () => {
  expect(check({ imported: 5 })).not.toThrow();
});

test("rejected records cause an error with their number and the first one", () => {
  const failed_records = [{ index: 2, insert_id: "id-2", field: "properties.time", message: "is invalid" }];
  const error = thrownBy(check({ imported: 4, failed: 1, failed_records }));
  expect(error).toMatchObject({ code: "validation_failed", failedRecords: failed_records, imported: 4 });
  expect(error.message).toBe(
    "importEvents: 1 of 5 events were rejected, 4 were accepted. First: record at position 2 (counted from 0) (id-2), properties.time: is invalid. Correct them and send them again, or turn Fail On Rejected off to get the list as data.",
  );
});

test("records with an unknown outcome cause an error that warns against sending them again", () => {
  const unknown_records = [{ index: 3, message: "broke" }];
  const error = thrownBy(check({ imported: 3, unknown: 2, unknown_records }));
  expect(error.message).toBe(
    "importEvents: 2 may or may not have been stored, 3 were accepted. First: record at position 3 (counted from 0): broke. Check in Mixpanel whether these records were stored before you send them again, because a second time could create duplicates.",
  );
});

test("T18: the error of a run that reached the time limit says where to continue", () => {
  const failed_records = [{ index: 2, message: "is invalid" }];
  const error = thrownBy(check({ imported: 4, failed: 1, failed_records, resume_from: 5, stopped_by: "time" }));
  expect(error.message).toContain(
    "The time limit was reached: run the step again with Resume From 5 to send the rest.",
  );
});

/** The end of the message of a result whose records Mixpanel did not all confirm. */
const FIX = "or turn Fail On Rejected off to get the list as data.";

test("B7: unconfirmed records cause an error that says where they are, and Mixpanel's first message", () => {
  const request = { sent: 3, unconfirmed: 1 };
  const unconfirmed_requests = [
    { ...request, first: 0, last: 2 },
    { ...request, first: 6, last: 8, message: "bad field" },
    { ...request, first: 9, last: 11, message: "another" },
  ];
  const unconfirmed = { imported: 2, unconfirmed: 3, unconfirmed_requests };
  const message =
    "importEvents: 3 were sent but Mixpanel did not confirm that it stored them, 2 were accepted. The unconfirmed ones are among records 0 to 2, 6 to 8 and 9 to 11: compare these with Mixpanel, and send the missing ones again. Mixpanel's first message: bad field";
  expect(thrownBy(check(unconfirmed)).message).toBe(message);
  const failed_records = [{ index: 4, message: "is invalid" }];
  expect(thrownBy(check({ ...unconfirmed, failed: 1, failed_records })).message).toBe(
    `importEvents: 1 of 5 events were rejected, 3 were sent but Mixpanel did not confirm that it stored them, 2 were accepted. First: record at position 4 (counted from 0): is invalid. ${message.split(". ").slice(1).join(". ")} Correct them and send them again, ${FIX}`,
  );
});

test("B7: as many rejected as unconfirmed records are an error all the same", () => {
  const unconfirmed_requests = [{ sent: 3, unconfirmed: 1, first: 0, last: 2 }];
  expect(check({ failed: 1, unconfirmed: 1, unconfirmed_requests })).toThrow("1 of 5 events were rejected");
});

test("B7: unconfirmed records without a message of Mixpanel", () => {
  const unconfirmed_requests = [{ sent: 3, unconfirmed: 1, first: 0, last: 2 }];
  expect(thrownBy(check({ unconfirmed: 1, unconfirmed_requests })).message).toMatch(/send the missing ones again\.$/);
});

test("B7: rejected and unknown records together: only the advice to check first is given", () => {
  const failed_records = [{ index: 4, message: "is invalid" }];
  const error = thrownBy(
    check({ failed: 1, failed_records, unknown: 1, unknown_records: [{ index: 3, message: "b" }] }),
  );
  expect(error.message).toMatch(/create duplicates\.$/);
  expect(error.message).not.toContain(FIX);
});

test.each([
  ["a sentence", { message: "a.b is invalid." }, "a.b is invalid"],
  ["a message that begins with its field", { field: "time", message: "time: is late" }, "time: is late"],
  ["a message that ends with its field", { field: "time", message: "late time:" }, ", time: late time:"],
])("B7: the first record is described by %s", (_, failure, expected) => {
  const error = thrownBy(check({ failed: 1, failed_records: [{ index: 2, ...failure }] }));
  const colon = expected.startsWith(",") ? "" : ": ";
  expect(error.message).toContain(`First: record at position 2 (counted from 0)${colon}${expected}. Correct`);
});

test("B7: a result begins without counts and lists", () => {
  const { failed_records_truncated, failed_records, unknown_records, unconfirmed_requests } = emptyResult();
  expect({ failed_records_truncated, failed_records, unknown_records, unconfirmed_requests }).toEqual({
    failed_records_truncated: false,
    failed_records: [],
    unknown_records: [],
    unconfirmed_requests: [],
  });
});

describe.each([
  ["failed", MAX_LISTED_FAILURES],
  ["unknown", MAX_LISTED_UNKNOWN],
] as const)("B7: %s records", (kind, bound) => {
  const records = (count: number) => Array.from({ length: count }, (_, index) => ({ index, message: "m" }));
  /** What a result has after records were added several times. */
  function added(...counts: number[]) {
    const result = emptyResult();
    for (const count of counts) addRecords(result, kind, records(count));
    return [result[kind], result[`${kind}_records`].length, result.failed_records_truncated];
  }

  test(`are counted, and listed up to ${bound}`, () => {
    expect(added(bound - 1, 1)).toEqual([bound, bound, false]);
    expect(added(bound - 1, 3)).toEqual([bound + 2, bound, true]);
  });

  test("are still counted when the list is full", () => {
    expect(added(bound, 0)).toEqual([bound, bound, false]);
    expect(added(bound, 2, 1)).toEqual([bound + 3, bound, true]);
  });
});

test("B7: a list that is longer than the bound of those to be added stays as it is", () => {
  const result = emptyResult();
  addRecords(
    result,
    "failed",
    [...Array(3).keys()].map((index) => ({ index, message: "m" })),
    3,
  );
  addRecords(
    result,
    "failed",
    [3, 4].map((index) => ({ index, message: "m" })),
    1,
  );
  expect(result.failed_records.map(({ index }) => index)).toEqual([0, 1, 2]);
});
