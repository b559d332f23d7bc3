import fc from "fast-check";
import { addPage, expireSets, type IncompleteSet } from "../../../src/mixpanel/webhooks/cohortAssembly";
import { readCohortMessage } from "../../../src/mixpanel/webhooks/cohortMessage";
import { type CohortAssembly, readAssembly } from "../../../src/mixpanel/webhooks/cohortState";
import { cohortText, type Page, pagesOf } from "../../support/cohortPages";

const MINUTE = 60_000;
const KEEP_MS = 60 * MINUTE;
const START = Date.UTC(2024, 5, 15, 12);

/** Receives pages as a flow does: the state goes through JSON between calls. */
class Receiver {
  nowMs = START;
  state: CohortAssembly = readAssembly(undefined);
  sets: string[][] = [];
  /** When the delivery of each page began. */
  beganMs: number[] = [];
  incomplete: IncompleteSet[] = [];

  constructor(readonly maxMembers = 100_000) {}

  receive(page: Page): string {
    this.expire();
    const message = readCohortMessage(cohortText(page));
    const frozen = JSON.stringify(this.state);
    const limits = { maxMembers: this.maxMembers };
    const { state, outcome, incomplete, beganMs } = addPage(this.state, message, this.nowMs, limits);
    expect(JSON.stringify(this.state)).toBe(frozen);
    this.state = readAssembly(JSON.parse(JSON.stringify(state)));
    this.incomplete.push(...incomplete);
    this.beganMs.push(beganMs);
    if (outcome.status === "complete") this.sets.push(outcome.members.map((member) => String(member.distinct_id)));
    return outcome.status;
  }

  expire(): void {
    const { state, incomplete } = expireSets(this.state, this.nowMs, KEEP_MS);
    this.state = readAssembly(JSON.parse(JSON.stringify(state)));
    this.incomplete.push(...incomplete);
  }
}

const THREE = pagesOf({ action: "members", session: "s1", ids: ["a", "b", "c", "d", "e"] }, 2);

describe("pages become a set", () => {
  test.each([
    ["in order", [0, 1, 2], ["waiting", "waiting", "complete"]],
    ["in reverse", [2, 1, 0], ["waiting", "waiting", "complete"]],
    ["with a page twice before the end", [1, 1, 0, 2], ["waiting", "waiting", "waiting", "complete"]],
    ["with pages again after the end", [0, 1, 2, 2, 0], ["waiting", "waiting", "complete", "repeated", "repeated"]],
  ])("G1: %s", (_, order, statuses) => {
    const receiver = new Receiver();
    expect(order.map((index) => receiver.receive(THREE[index] ?? {}))).toEqual(statuses);
    expect(receiver.sets).toEqual([["a", "b", "c", "d", "e"]]);
    expect(receiver.state.sessions).toEqual({});
  });

  test("G1: whatever arrives twice, or in another order, or between other deliveries, each set is passed on once and whole", () => {
    const id = fc.oneof(fc.string(), fc.integer(), fc.maxSafeInteger());
    const delivery = fc.record({
      action: fc.constantFrom("members" as const, "add_members" as const, "remove_members" as const),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 12, selector: String }),
    });
    const scenario = fc
      .record({
        deliveries: fc.array(delivery, { minLength: 1, maxLength: 4 }),
        pageSize: fc.integer({ min: 1, max: 4 }),
      })
      .chain(({ deliveries, pageSize }) => {
        const pages = deliveries.flatMap((each, index) => pagesOf({ ...each, session: `s${index}` }, pageSize));
        const again = fc.subarray(pages);
        const calls = again.chain((copies) =>
          fc.shuffledSubarray([...pages, ...copies], { minLength: pages.length + copies.length }),
        );
        return fc.record({ deliveries: fc.constant(deliveries), calls });
      });
    fc.assert(
      fc.property(scenario, ({ deliveries, calls }) => {
        const receiver = new Receiver();
        for (const call of calls) receiver.receive(call);
        const key = (ids: readonly unknown[]) => JSON.stringify(ids.map(String));
        expect(receiver.sets.map(key).toSorted()).toEqual(deliveries.map(({ ids }) => key(ids)).toSorted());
        expect(receiver.state.sessions).toEqual({});
      }),
    );
  });

  test("G1: if pages are dropped, no set is passed on, and exactly these pages are reported", () => {
    const ids = fc.integer({ min: 2, max: 30 }).map((length) => Array.from({ length }, (_, index) => index));
    const scenario = ids.chain((all) => {
      const pages = pagesOf({ action: "add_members", session: "s1", ids: all }, 1);
      return fc.record({
        pages: fc.constant(pages),
        arriving: fc.shuffledSubarray(pages, { minLength: 1, maxLength: pages.length - 1 }),
      });
    });
    fc.assert(
      fc.property(scenario, ({ pages, arriving }) => {
        const receiver = new Receiver();
        for (const page of arriving) expect(receiver.receive(page)).toBe("waiting");
        receiver.nowMs += KEEP_MS;
        receiver.expire();
        const arrived = new Set(arriving.map(({ page }) => page));
        expect(receiver.sets).toEqual([]);
        expect(receiver.incomplete).toEqual([
          expect.objectContaining({
            reason: "expired",
            session_id: "s1",
            total_pages: pages.length,
            received_pages: arrived.size,
            missing_pages: pages.map(({ page }) => page).filter((page) => !arrived.has(page)),
          }),
        ]);
      }),
    );
  });

  test("G1: add and remove of the same session are two sets", () => {
    const receiver = new Receiver();
    const pages = (action: "add_members" | "remove_members", ids: string[]) =>
      pagesOf({ action, session: "s1", ids }, 1);
    const [added, removed] = [pages("add_members", ["a", "b"]), pages("remove_members", ["c", "d"])];
    for (const index of [0, 1]) for (const page of [added[index], removed[index]]) receiver.receive(page ?? {});
    expect(receiver.sets).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test("G1: a member on two pages is passed on once; members without an ID all stay", () => {
    const receiver = new Receiver();
    receiver.receive({ totalPages: 2, page: 1, ids: ["a", 7, null, null] });
    receiver.receive({ totalPages: 2, page: 2, ids: ["7", "b", null] });
    expect(receiver.sets).toEqual([["a", "7", "null", "null", "b", "null"]]);
  });

  test("G1: members whose ID is empty text are not taken for one", () => {
    const receiver = new Receiver();
    receiver.receive({ ids: ["", "a", ""] });
    expect(receiver.sets).toEqual([["", "a", ""]]);
  });

  test("G1: pages of a delivery that began again with another number of pages are not mixed", () => {
    const receiver = new Receiver();
    receiver.receive({ totalPages: 3, page: 1, ids: ["old"] });
    receiver.receive({ totalPages: 3, page: 2, ids: ["older"] });
    receiver.receive({ totalPages: 2, page: 1, ids: ["new"] });
    expect(receiver.receive({ totalPages: 2, page: 2, ids: ["newer"] })).toBe("complete");
    expect(receiver.sets).toEqual([["new", "newer"]]);
  });

  test("G1: pages without a session are single, and never taken for repeats", () => {
    const receiver = new Receiver();
    for (const id of ["a", "b"]) expect(receiver.receive({ session: null, ids: [id] })).toBe("complete");
    expect(receiver.sets).toEqual([["a"], ["b"]]);
  });
});

describe("unfinished sets", () => {
  test("G1: expire a while after their first page, not before", () => {
    const receiver = new Receiver();
    receiver.receive(THREE[0] ?? {});
    receiver.nowMs += KEEP_MS - 1;
    expect(receiver.receive(THREE[1] ?? {})).toBe("waiting");
    receiver.nowMs += 1;
    // The last page comes too late: without the others it is the first of a set.
    expect(receiver.receive(THREE[2] ?? {})).toBe("waiting");
    expect(receiver.sets).toEqual([]);
    expect(receiver.incomplete).toEqual([
      {
        action: "members",
        project_id: "1",
        cohort_id: "77",
        cohort_name: "Power users",
        cohort_description: "Daily",
        session_id: "s1",
        reason: "expired",
        total_pages: 3,
        received_pages: 2,
        missing_pages: [3],
        began_at: "2024-06-15T12:00:00.000Z",
      },
    ]);
  });

  test("G1: a report lists at most 1000 missing pages", () => {
    const receiver = new Receiver();
    receiver.receive({ page: 1, totalPages: 1_000_000_000, ids: ["a"] });
    receiver.nowMs += KEEP_MS;
    receiver.expire();
    expect(receiver.incomplete[0]?.missing_pages).toHaveLength(1000);
  });

  test("G1: a finished session is remembered for 20 minutes, so that a later delivery with its ID is a new one", () => {
    const receiver = new Receiver();
    receiver.receive({ ids: ["a"] });
    receiver.nowMs += 20 * MINUTE - 1;
    expect(receiver.receive({ ids: ["a"] })).toBe("repeated");
    receiver.nowMs += 1;
    expect(receiver.receive({ ids: ["b"] })).toBe("complete");
  });
});

describe("limits", () => {
  test("G1: more members than may be held are reported once, and make room", () => {
    const receiver = new Receiver(3);
    const pages = pagesOf({ action: "members", session: "big", ids: [1, 2, 3, 4, 5, 6] }, 2);
    expect(pages.map((page) => receiver.receive(page))).toEqual(["waiting", "too_large", "too_large"]);
    expect(receiver.incomplete).toEqual([
      expect.objectContaining({ reason: "too_large", session_id: "big", received_pages: 2, missing_pages: [3] }),
    ]);
    expect(receiver.state.sessions).toEqual({});
    expect(receiver.receive({ session: "next", page: 1, totalPages: 2, ids: [1, 2] })).toBe("waiting");
  });

  test("G1: unfinished sets count together, and the last page needs no room", () => {
    const receiver = new Receiver(3);
    expect(receiver.receive({ session: "one", page: 1, totalPages: 2, ids: [1, 2] })).toBe("waiting");
    expect(receiver.receive({ session: "two", page: 1, totalPages: 2, ids: [1, 2] })).toBe("too_large");
    expect(receiver.receive({ session: "one", page: 2, totalPages: 2, ids: [3, 4, 5] })).toBe("complete");
  });

  test("G1: a page that is sent again is not counted twice", () => {
    const receiver = new Receiver(3);
    for (let time = 0; time < 5; time += 1)
      expect(receiver.receive({ page: 1, totalPages: 2, ids: [1, 2] })).toBe("waiting");
  });

  describe("of bytes", () => {
    // More than 4 MB as UTF-8, of which 8 fit.
    const members = Array.from({ length: 1000 }, (_, id) => ({ mixpanel_distinct_id: id, note: "ä".repeat(2048) }));
    const bulky = { totalPages: 10, parameters: { members } };

    test("G1: the state stays below 32 MiB", () => {
      const receiver = new Receiver(1_000_000);
      const statuses: string[] = [];
      for (let page = 1; page <= 9; page += 1) {
        statuses.push(receiver.receive({ ...bulky, page }));
        expect(Buffer.byteLength(JSON.stringify(receiver.state))).toBeLessThan(32 * 1024 * 1024);
      }
      expect(statuses).toEqual([...Array(8).fill("waiting"), "too_large"]);
    });

    test("G1: a page that is sent again is not counted twice", () => {
      const receiver = new Receiver(1_000_000);
      for (let time = 0; time < 9; time += 1) expect(receiver.receive({ ...bulky, page: 1 })).toBe("waiting");
    });
  });

  test("G1: 10,000 deliveries leave a small state", () => {
    const receiver = { state: readAssembly(undefined) };
    for (let session = 0; session < 10_000; session += 1) {
      const message = readCohortMessage(cohortText({ session: `session-${session}`, ids: ["a"] }));
      receiver.state = addPage(expireSets(receiver.state, START, KEEP_MS).state, message, START, {
        maxMembers: 10,
      }).state;
    }
    expect(JSON.stringify(receiver.state).length).toBeLessThan(64 * 1024);
  });
});

describe("deliveries of one cohort at the same time", () => {
  const older = pagesOf({ action: "members", session: "older", ids: ["a", "b"] }, 1);
  const newer = pagesOf({ action: "members", session: "newer", ids: ["c", "d"] }, 1);
  const [first = {}, last = {}] = older;

  test("G1: an older full set that would end after a newer one is not passed on, nor reported as incomplete", () => {
    const receiver = new Receiver();
    receiver.receive(first);
    receiver.nowMs += MINUTE;
    for (const page of newer) receiver.receive(page);
    expect([receiver.receive(last), receiver.receive(first)]).toEqual(["superseded", "superseded"]);
    receiver.nowMs += KEEP_MS;
    receiver.expire();
    expect([receiver.sets, receiver.incomplete, receiver.state.sessions]).toEqual([[["c", "d"]], [], {}]);
  });

  test("G1: older changes do not follow a full set that has them already", () => {
    const receiver = new Receiver();
    const [added = {}, addedLast = {}] = pagesOf({ action: "add_members", session: "older", ids: ["a", "b"] }, 1);
    receiver.receive(added);
    receiver.nowMs += 1;
    receiver.receive({ session: null, ids: ["c"] });
    expect(receiver.receive(addedLast)).toBe("superseded");
    expect(receiver.sets).toEqual([["c"]]);
  });

  test.each([
    ["changes", { action: "add_members", session: "newer", ids: ["c"] }],
    ["a full set of another cohort", { cohortId: "78", session: "newer", ids: ["c"] }],
    ["a full set of another project", { session: "newer", ids: ["c"], parameters: { mixpanel_project_id: "2" } }],
  ])("G1: %s in between change nothing", (_, page) => {
    const receiver = new Receiver();
    receiver.receive(first);
    receiver.nowMs += MINUTE;
    receiver.receive(page);
    expect(receiver.receive(last)).toBe("complete");
    expect(receiver.sets).toEqual([["c"], ["a", "b"]]);
  });

  test("G1: a newer full set does not end because an older one has ended", () => {
    const receiver = new Receiver();
    receiver.receive(first);
    receiver.nowMs += MINUTE;
    receiver.receive(newer[0] ?? {});
    receiver.receive(last);
    expect(receiver.receive(newer[1] ?? {})).toBe("complete");
    expect(receiver.sets).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });
});

describe("when a delivery began", () => {
  test("G1: is the same for all of its pages, also for those that are sent again after its end", () => {
    const receiver = new Receiver();
    for (const page of [...THREE, ...THREE]) {
      receiver.receive(page);
      receiver.nowMs += MINUTE;
    }
    expect(receiver.beganMs).toEqual(Array(6).fill(START));
  });

  test("G1: is the same if the execution with the last page fails, and the page is sent again", () => {
    const receiver = new Receiver();
    receiver.receive(THREE[0] ?? {});
    receiver.receive(THREE[1] ?? {});
    const kept = receiver.state;
    for (const page of [THREE[2] ?? {}, THREE[2] ?? {}]) {
      receiver.state = kept;
      receiver.nowMs += MINUTE;
      expect(receiver.receive(page)).toBe("complete");
    }
    expect(receiver.beganMs).toEqual(Array(4).fill(START));
  });

  test("G1: is the time of the call if there is no session", () => {
    const receiver = new Receiver();
    receiver.receive({ session: null });
    receiver.nowMs += MINUTE;
    receiver.receive({ session: null });
    expect(receiver.beganMs).toEqual([START, START + MINUTE]);
  });
});

describe("a clock that is set back", () => {
  test("G1: by a little changes nothing", () => {
    const receiver = new Receiver();
    receiver.receive(THREE[0] ?? {});
    receiver.nowMs -= MINUTE;
    receiver.receive(THREE[1] ?? {});
    expect([receiver.receive(THREE[2] ?? {}), receiver.receive(THREE[2] ?? {})]).toEqual(["complete", "repeated"]);
    expect(receiver.beganMs).toEqual(Array(4).fill(START));
  });

  test("G1: by days does not keep sets, or refuse repeats, for days", () => {
    const receiver = new Receiver();
    receiver.receive({ session: "finished" });
    receiver.receive(THREE[0] ?? {});
    receiver.nowMs -= 3 * 24 * KEEP_MS;
    expect(receiver.receive({ session: "finished" })).toBe("complete");
    expect(receiver.incomplete).toMatchObject([{ session_id: "s1", missing_pages: [2, 3] }]);
    expect(receiver.state.sessions).toEqual({});
  });
});

describe("a state", () => {
  const EMPTY = { version: 1, sessions: {}, closed: [] };
  test.each([
    undefined,
    null,
    "x",
    {},
    { version: 2, sessions: {}, closed: [] },
    { version: 1, sessions: [], closed: [] },
    { version: 1, sessions: { a: null, b: {}, c: "x" }, closed: [null, {}, { key: "a", closedMs: 1 }] },
  ])("G1: of %j is no assembly, so it begins empty", (state) => {
    expect(readAssembly(state)).toEqual(EMPTY);
  });

  test("G1: whatever was damaged in it, later sets are passed on, and the rest of it is kept", () => {
    const receiver = new Receiver();
    receiver.receive({ session: "closed" });
    receiver.receive({ session: "damaged", page: 1, totalPages: 2, ids: ["a"] });
    receiver.receive(THREE[0] ?? {});
    const intact = receiver.state;
    const [damaged] = Object.entries(intact.sessions).find(([, { source }]) => source.session_id === "damaged") ?? [];
    if (damaged === undefined) throw new Error("The session is not kept.");
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(1e300, -1, 8.64e15 + 1));
    const places = [["source"], ["totalPages"], ["beganMs"], ["members"], ["bytes"], ["pages"], ["pages", "1"]];
    fc.assert(
      fc.property(fc.constantFrom(...places), values, fc.array(values), (place, value, closed) => {
        const state = structuredClone(intact);
        const [key = "", page] = place;
        const session = state.sessions[damaged];
        if (page === undefined) Object.assign(session ?? {}, { [key]: value });
        else Object.assign(session?.pages ?? {}, { [page]: value });
        const later = new Receiver();
        later.state = readAssembly({ ...state, closed: [...closed, ...state.closed] });
        expect(later.receive({ session: "closed" })).toBe("repeated");
        expect(later.receive({ session: "single", ids: ["x"] })).toBe("complete");
        later.receive({ session: "damaged", page: 2, totalPages: 2, ids: ["b"] });
        for (const rest of THREE.slice(1)) later.receive(rest);
        expect(later.sets).toContainEqual(["a", "b", "c", "d", "e"]);
        later.nowMs += KEEP_MS;
        later.expire();
      }),
    );
  });

  test("G1: stays small, however long the IDs of finished deliveries are", () => {
    const receiver = new Receiver();
    for (let session = 0; session < 100; session += 1)
      receiver.receive({ session: `${session}${"x".repeat(100_000)}` });
    expect(JSON.stringify(receiver.state).length).toBeLessThan(64 * 1024);
    expect(receiver.receive({ session: `7${"x".repeat(100_000)}` })).toBe("repeated");
  });

  test("G1: counts all that it keeps: also of deliveries whose pages are empty", () => {
    const description = "ä".repeat(1024 * 1024);
    const page = { page: 1, totalPages: 2, parameters: { mixpanel_cohort_description: description } };
    const receiver = new Receiver();
    const statuses = Array.from({ length: 17 }, (_, session) => receiver.receive({ ...page, session: `s${session}` }));
    expect(statuses).toEqual([...Array(15).fill("waiting"), "too_large", "too_large"]);
    expect(Buffer.byteLength(JSON.stringify(receiver.state))).toBeLessThan(32 * 1024 * 1024);
  });
});

describe("pages that are processed at the same time", () => {
  test("G1: a page that another execution overwrote is missing, never passed over", () => {
    const [first, second, third] = THREE.map((page) => readCohortMessage(cohortText(page)));
    if (!first || !second || !third) throw new Error("three pages");
    const limits = { maxMembers: 100 };
    const empty = readAssembly(undefined);
    addPage(empty, first, START, limits);
    const kept = addPage(empty, second, START, limits).state;
    const { state, outcome } = addPage(kept, third, START, limits);
    expect(outcome).toEqual({ status: "waiting" });
    expect(expireSets(state, START + KEEP_MS, KEEP_MS).incomplete).toMatchObject([{ missing_pages: [1] }]);
  });
});
