import { entryOf, withoutRepeats } from "../../page/triggers/entries";
import { optionsOf, requestOf } from "../../page/triggers/options";
import { summaryOf } from "../../page/triggers/summary";
import { aheadText, clockText, stepText } from "../../page/triggers/time";
import type { SimulationEvent } from "../../src/protocol";

const at = "2026-11-02T10:00:00.000Z";
const HOUR_MS = 3_600_000;

const delivery = (action: string, page: number, branch: string, status = 200): SimulationEvent => ({
  type: "delivery",
  at,
  request: { body: { action, parameters: { page_info: { page_count: page, total_pages: 3 }, members: [{}, {}] } } },
  status,
  response: {},
  branch,
});
const execution = (payload: unknown): SimulationEvent => ({ type: "execution", at, payload });
const push = (more: Partial<Extract<SimulationEvent, { type: "push" }>> = {}): SimulationEvent => ({
  ...{
    type: "push",
    at,
    action: "members",
    members: 6,
    pages: 3,
    result: "delivered",
    error: null,
    lost: [],
    late: [],
  },
  ...more,
});
function exchange(id: number, status?: number, method = "GET"): SimulationEvent {
  const sent = { attempt: 1, host: "mixpanel.com", path: "/", headers: {}, bodyBytes: 0, curl: "" };
  return { type: "exchange", exchange: { id, status, method, ...sent } };
}
const poll = (round: number, executions: number): SimulationEvent => ({
  ...{ type: "poll", at, round, pages: 1, executions, before: {}, after: {} },
});

describe("V2: the summary says", () => {
  const lost = (payload: object) =>
    summaryOf([delivery("members", 1, "members"), execution(payload), push({ lost: [2] })]);

  test("how the set came, and that it was passed on as one", () => {
    const whole = {
      action: "members",
      complete: true,
      total_pages: 3,
      members: [{}, {}, {}, {}, {}, {}],
      status: "complete",
    };
    const events = [
      ...[1, 3, 2].map((page) => delivery("members", page, page === 2 ? "members" : "nothing_to_do")),
      execution(whole),
      push({ late: [2] }),
      delivery("add_members", 1, "add_members"),
    ];

    expect(summaryOf(events)).toBe(
      "6 members came in 3 calls. The trigger passed all 6 members on as one set. Page 2 came after all others. Branches: nothing_to_do (2 times), members, add_members.",
    );
  });

  test.each([
    [{ status: "page" }, /With Assemble Pages off, the trigger passes on each page by itself and does not notice\./],
    [{ status: "waiting", incomplete: [] }, /The trigger still waits: the first call after Keep Unfinished Sets/],
    [{ status: "empty", incomplete: [{}] }, /The trigger reported the set as incomplete; fetch the cohort/],
  ])("what became of a lost page if the flow got %j", (payload, expected) => {
    expect(lost(payload)).toMatch(
      /Page 2 never arrived\. Mixpanel counts it as delivered and does not send it again\./,
    );
    expect(lost(payload)).toMatch(expected);
  });

  test("that an alert came, and that its webhook was registered and removed", () => {
    const sent: SimulationEvent = {
      ...{ type: "delivery", at, request: { body: { alert: { name: "Sign-ups drop" } } }, status: 200, response: {} },
      branch: "Alert",
    };

    expect(summaryOf([exchange(1, 200, "POST"), sent, exchange(2, 200, "DELETE")])).toBe(
      "Mixpanel sent 1 alert. The trigger registered its webhook before, and removed it afterwards. Branches: Alert.",
    );
    expect(summaryOf([exchange(1, 403, "POST"), sent])).toBe("Mixpanel sent 1 alert. Branches: Alert.");
  });

  test("how many calls were not accepted", () => {
    expect(summaryOf([delivery("members", 1, "nothing_to_do", 500)])).toContain("1 call was not accepted.");
  });

  test.each([
    [
      [poll(0, 0)],
      "1 poll: nothing new, so no flow started. The first poll only notes where to begin, and starts no flow.",
    ],
    [[poll(4, 0)], "1 poll: nothing new, so no flow started. The next poll"],
    [[poll(0, 0), poll(1, 2)], "2 polls: 1 found something and started 2 executions."],
    [[{ type: "change", at, action: "createProfile", inputs: {} } as const], "1 change in the sandbox. Poll now"],
  ])("what polls found: %#", (events, expected) => {
    expect(summaryOf(events)).toContain(expected);
  });
});

describe("V2: the timeline", () => {
  test.each([
    [
      delivery("members", 2, "members"),
      "Mixpanel sends members: page 2 of 3, 2 members",
      ["200 accepted", "branch members"],
    ],
    [
      delivery("members", 2, "nothing_to_do", 401),
      "Mixpanel sends members: page 2 of 3, 2 members",
      ["401 refused", "branch nothing_to_do"],
    ],
    [push({ lost: [2, 3] }), "End of the members push: 6 members in 3 pages", ["delivered", "pages 2, 3 lost"]],
    [execution({ entered: ["a"], left: [] }), "The flow starts with entered: 1", []],
    [execution({ status: "waiting", members: [] }), "The flow starts with nothing to process", ["waiting"]],
    [execution({ alert: { name: "Sign-ups drop" } }), "The flow starts with the alert Sign-ups drop", []],
    [poll(0, 0), "First poll", ["nothing new"]],
    [poll(2, 1), "Poll 3", ["1 execution from 1 page"]],
  ])("tells of %#", (event, title, badges) => {
    const entry = entryOf(event);

    expect(entry?.title).toBe(title);
    expect(entry?.badges.map(({ text }) => text)).toEqual(badges);
  });

  test("has a request once, with its response, and those of the next run besides", () => {
    const run = [exchange(1), exchange(2), exchange(1, 200), { type: "ended", ok: true } as const];

    const kept = withoutRepeats([...run, exchange(1, 404)]).flatMap((event) =>
      event.type === "exchange" ? [[event.exchange.id, event.exchange.status]] : [],
    );
    expect(kept).toEqual([
      [1, 200],
      [2, undefined],
      [1, 404],
    ]);
  });
});

describe("V2: the options of a simulation", () => {
  const cohort = optionsOf({ key: "cohortSync", isPolling: false });

  test("are sent as numbers and lists of pages, without those left empty", () => {
    expect(requestOf(cohort, { drop: "2, 5", shuffle: "on", members: "30" })).toEqual({
      ...{ members: 30, pageSize: 10, laterSyncs: 1, drop: [2, 5], shuffle: true },
      ...{ resend: undefined, duplicate: undefined },
    });
  });

  test.each([
    [{ members: "many" }, "Members is many. Enter a whole number."],
    [{ members: "1,2" }, "Members is 1,2. Enter a whole number."],
    [{ drop: "two" }, "Lose pages is two. Enter page numbers, such as 2 or 2,5."],
  ])("that are not valid are named: %j", (chosen, message) => {
    expect(() => requestOf(cohort, chosen)).toThrow(message);
  });
});

test("V2: time is told in words", () => {
  expect([0.5, 1, 12, 24, 72].map((hours) => stepText(hours * HOUR_MS))).toEqual([
    ...["30 minutes", "1 hour", "12 hours", "1 day", "3 days"],
  ]);
  expect(clockText("2026-11-02T10:00:00", "2026-11-02T09:00:00")).toBe("10:00:00");
  expect(clockText("2026-11-03T10:00:00", "2026-11-02T09:00:00")).toBe("3 Nov 10:00:00");
  expect([0, 1, 25.5, 48].map((hours) => aheadText(hours * HOUR_MS))).toEqual([
    "real time",
    "1 hour ahead of real time",
    "1 day 1 hour 30 minutes ahead of real time",
    "2 days ahead of real time",
  ]);
});
