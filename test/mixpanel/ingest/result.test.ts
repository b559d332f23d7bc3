import { assertAllTaken, emptyResult } from "../../../src/mixpanel/ingest/result";
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
