import { MixpanelServerError } from "../../../../src/mixpanel/errors";
import { explainRunFailure, type FailedRun } from "../../../../src/mixpanel/ingest/engine/failure";
import { emptyResult, type IngestResult } from "../../../../src/mixpanel/ingest/result";

const SAFE = "It is safe to run it again: this creates no duplicates.";

const at = (...positions: number[]) => positions.map((index) => ({ index, message: "down" }));

/** The message of a request that failed with "down.", in a run of a list of events of which some were sent. */
function messageOf(result: Partial<IngestResult>, run: Partial<Omit<FailedRun, "result">> = {}): string {
  const error = new MixpanelServerError({ message: "down.", status: 503 });
  const whole = { ...emptyResult(), batches: 1, ...result };
  const state = { noun: "events", doubles: "would count twice", untaken: [], isRepeatable: true, ...run };
  return explainRunFailure(error, { ...state, result: whole }).message;
}

test.each<[string, Partial<IngestResult>, Partial<Omit<FailedRun, "result">>, string]>([
  [
    "stored and rejected records; those that were not sent count as neither",
    { imported: 4, failed: 3 },
    { untaken: at(7, 5) },
    "Before that, Mixpanel stored 4 events and rejected 1. Not stored: records 5 and 7.",
  ],
  [
    "records that Mixpanel did not confirm",
    { imported: 4, unconfirmed: 2 },
    {},
    "Before that, Mixpanel stored 4 events and rejected 0. It did not confirm 2 more.",
  ],
  [
    "records with an unknown outcome",
    { unknown: 2, unknown_records: at(1, 2) },
    {},
    "Before that, Mixpanel stored 0 events and rejected 0. 2 more may or may not have been stored: records 1 to 2.",
  ],
  [
    "the end of what was sent",
    { resume_from: 3, unknown: 1, unknown_records: at(2) },
    {},
    "Before that, Mixpanel stored 0 events and rejected 0. 1 more may or may not have been stored: record 2. Not stored: everything from record 3 on.",
  ],
  [
    "records with an unknown outcome after the first one that was not sent",
    { resume_from: 3, failed: 1, unknown: 2, unknown_records: at(2, 3) },
    { untaken: at(1) },
    "Before that, Mixpanel stored 0 events and rejected 0. 2 more may or may not have been stored: records 2 to 3. Not stored: record 1, and everything else from record 3 on.",
  ],
])("B7: the message says %s", (_, result, run, expected) => {
  expect(messageOf(result, run)).toBe(`down. ${expected} ${SAFE}`);
});

test.each([
  [0, "."],
  [1, ", and check in Mixpanel first whether the others were stored."],
])("B7: the advice where a second run would create duplicates and %p records are unknown", (unknown, end) => {
  expect(messageOf({ unknown, unknown_records: at(0).slice(0, unknown) }, { isRepeatable: false })).toMatch(
    `Do not send all records again, because that would count twice: send only those that were not stored${end}`,
  );
});

describe("B7: the first part of the message, for callers that add their own", () => {
  const run: FailedRun = {
    noun: "events",
    doubles: "",
    untaken: [],
    isRepeatable: true,
    result: { ...emptyResult(), batches: 1 },
  };

  test("is the message before anything was added", () => {
    const error = new MixpanelServerError({ message: "down.", status: 503 });
    expect(explainRunFailure(error, run)).toMatchObject({ happened: "down.", progress: run.result });
  });

  test("is kept if it is already set", () => {
    const error = Object.assign(new MixpanelServerError({ message: "down. Wait." }), { happened: "down." });
    expect(explainRunFailure(error, run).happened).toBe("down.");
  });

  test("is not set, and nothing is added, if no request was sent", () => {
    const error = new MixpanelServerError({ message: "down." });
    const unsent = { ...run, result: emptyResult() };
    explainRunFailure(error, unsent);
    expect([error.message, error.happened, error.progress]).toEqual(["down.", undefined, unsent.result]);
  });
});
