import { MixpanelAuthError } from "../../../../src/mixpanel/errors";
import type { Note } from "../../../../src/mixpanel/ingest/engine/batch";
import { MAX_LISTED_FAILURES } from "../../../../src/mixpanel/ingest/engine/limits";
import { type Ending, Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { numbers } from "./runWith";
import { batchOf, unreached, watched } from "./tallyWith";

const WRITES: Note[] = [{}, { effect: "write" }];

const ended = (ending: Partial<Ending>): Ending => ({ unsent: [], cut: false, byTime: false, ...ending });

describe("B7: where the next run begins", () => {
  /** A run that began at position 2 and read eight records: 2 to 4 were stored, 5 was not sent, 6 was stored, and 7 to 9 were packed. */
  function interrupted(notes?: Note[]) {
    const { tally, told } = watched({ first: 2 });
    for (const _ of numbers(8)) tally.receive();
    for (const batch of [batchOf([2, 3, 4]), batchOf([5]), batchOf([6], notes)]) {
      tally.reach(batch.indexes.at(-1) ?? 0);
      if (batch.indexes[0] === 5) tally.ended(batch, unreached());
      else tally.taken(batch);
    }
    return { tally, told };
  }
  const unsent = [7, 8, 9];
  const close = (ending: Partial<Ending>, notes?: Note[]) => {
    const { tally, told } = interrupted(notes);
    const { received, failed_records, resume_from, stopped_by } = tally.close(12, ended(ending));
    expect(tally.result.duration_ms).toBe(12);
    return [received, failed_records.map(({ index }) => index), resume_from, stopped_by, told.at(-1)];
  };

  test.each<[string, Partial<Ending>, unknown[]]>([
    [
      "a time limit: the first record that was not sent",
      { unsent, cut: true, byTime: true },
      [4, [], 5, "time", ["not_sent"]],
    ],
    ["a time limit, with all records read", { unsent, byTime: true }, [4, [], 5, "time", ["not_sent"]]],
    ["a failure: after the last request; others are listed", { unsent, cut: true }, [5, [5], 7, null, ["not_sent", 5]]],
    ["a failure, with all records read", { unsent }, [5, [5], 7, null, ["not_sent", 5]]],
    ["a failure, with the next record not sent", { unsent: [7] }, [7, [5], 7, null, ["not_sent", 5]]],
    ["a failure that left only earlier records unsent", { unsent: [3] }, [8, [3, 5], null, null, ["not_sent", 5, 3]]],
    ["a failure at the end of the records", {}, [8, [5], null, null, ["not_sent", 5]]],
    ["a failure before the end of the records", { cut: true }, [8, [5], 7, null, ["not_sent", 5]]],
  ])("after %s", (_, ending, expected) => {
    expect(close(ending)).toEqual(expected);
  });

  test("after a time limit, behind what a second run would duplicate", () => {
    expect(close({ unsent, byTime: true }, [{ effect: "write" }])).toEqual([5, [5], 7, "time", ["not_sent", 5]]);
    expect(close({ byTime: true }, [{ effect: "write" }])).toEqual([8, [5], null, null, ["not_sent", 5]]);
    expect(close({ cut: true, byTime: true }, [{ effect: "write" }])).toEqual([8, [5], 10, "time", ["not_sent", 5]]);
  });

  test("the records that were not sent say why, and all of them are listed", () => {
    const { tally } = watched();
    for (const _ of numbers(MAX_LISTED_FAILURES + 2)) tally.receive();
    tally.untaken([MAX_LISTED_FAILURES + 1], "m");
    tally.reach(MAX_LISTED_FAILURES + 1);
    const { failed_records, failed_records_truncated } = tally.close(
      0,
      ended({ unsent: numbers(MAX_LISTED_FAILURES) }),
    );
    expect([failed_records.length, failed_records_truncated]).toEqual([MAX_LISTED_FAILURES + 1, false]);
    expect(failed_records[0]).toEqual({ index: 0, message: "not sent: the run ended before its turn" });
  });

  test("the lists are in the input's order", () => {
    const { tally } = watched();
    tally.failed([5, 3], "m");
    tally.unknown(batchOf([9, 8]), "m");
    for (const first of [4, 2]) tally.taken(batchOf([first, first + 1]), 1);
    const { failed_records, unknown_records, unconfirmed_requests } = tally.close(0);
    expect([failed_records, unknown_records].map((list) => list.map(({ index }) => index))).toEqual([
      [3, 5],
      [8, 9],
    ]);
    expect(unconfirmed_requests.map(({ first }) => first)).toEqual([2, 4]);
  });
});

describe("B7: the error of a run", () => {
  /** Whether the watch and the message say that the run may be repeated. */
  function isRepeatable(act: (tally: Tally) => void): unknown {
    const { tally, told } = watched();
    tally.result.batches = 1;
    act(tally);
    const error = new MixpanelAuthError({ message: "refused." });
    expect(tally.explain(error)).toBe(error);
    expect(new Tally("things").explain(error)).toBe(error);
    const says = error.message.includes("It is safe to run it again");
    expect(told.at(-1)).toEqual(["stopped", says]);
    if (!says) expect(error.message).toContain("because that would store some of them a second time");
    return says;
  }

  test.each<[string, (tally: Tally) => void, boolean]>([
    ["nothing was stored", () => {}, true],
    ["what was stored is not duplicated", (tally) => tally.taken(batchOf([0, 1], [{}, {}])), true],
    ["a write was stored", (tally) => tally.taken(batchOf([0, 1], WRITES)), false],
    ["a write at the first position was stored", (tally) => tally.taken(batchOf([0], [{ renewed: true }])), false],
    ["a write may have been stored", (tally) => tally.unknown(batchOf([0, 1], WRITES), "m"), false],
    ["what may have been stored is not duplicated", (tally) => tally.unknown(batchOf([0, 1], [{}, {}]), "m"), true],
    ["a write was not stored", (tally) => tally.taken(batchOf([0, 1], WRITES), 0), true],
    [
      "an earlier write was stored",
      (tally) => {
        tally.taken(batchOf([4], [{ effect: "write" }]));
        tally.unknown(batchOf([0], [{}]), "m");
      },
      false,
    ],
  ])("is repeatable or not if %s", (_, act, expected) => {
    expect(isRepeatable(act)).toBe(expected);
  });

  test("is thrown as it is if it is none of the client's", () => {
    const { tally, told } = watched();
    tally.result.batches = 1;
    const fault = new TypeError("fault");
    expect([tally.explain(fault), told, fault.message]).toEqual([fault, [["stopped", true]], "fault"]);
  });
});
