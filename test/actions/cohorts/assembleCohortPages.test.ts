import fc from "fast-check";
import { contextOf } from "../../../packages/cli/src/execute";
import { scheduledPayload } from "../../../packages/cli/src/triggers/drain";
import type { CohortCallBody } from "../../../src/mixpanel/webhooks/cohortCall";
import { cohortText, type Page, pagesOf } from "../../support/cohortPages";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { triggerOf } from "../../support/triggers";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2024, 5, 15, 12);

afterEach(() => jest.restoreAllMocks());

const cohortSync = triggerOf("cohortSync");
const context = { ...contextOf(cohortSync, { log: () => {}, debug: false }), isSimulatedTestExecution: true };

/** What the trigger passes on of a call at a certain time. */
async function received(text: string, nowMs: number, assemblePages = "false"): Promise<unknown> {
  jest.spyOn(Date, "now").mockReturnValue(nowMs);
  const payload = { ...scheduledPayload(), rawBody: { data: text } };
  const result = await cohortSync.perform({ ...context, instanceState: {}, crossFlowState: {} }, payload, {
    assemblePages,
    maxMembersHeld: "",
    keepMinutes: "",
  });
  jest.restoreAllMocks();
  return JSON.parse(JSON.stringify(result?.payload.body.data));
}

/** A flow that processes one call after another; what it keeps goes through JSON between executions. */
class Flow {
  state: Record<string, unknown> = {};
  nowMs = START_MS;
  sets: (string | null)[][] = [];
  incomplete: CohortCallBody["incomplete"] = [];
  logs: unknown[] = [];

  constructor(readonly params: object = {}) {}

  async run(delivery: unknown): Promise<CohortCallBody> {
    const flowState = JSON.parse(JSON.stringify(this.state));
    const params = { delivery, ...this.params };
    const { value, error, logs } = Object(
      await runAction("assembleCohortPages", { connection: connections.full, params, flowState }),
    );
    if (error !== undefined) throw error;
    this.state = flowState;
    this.logs.push(...logs);
    const body: CohortCallBody = value.data;
    if (body.complete) this.sets.push(body.members.map(({ distinct_id }) => distinct_id));
    this.incomplete.push(...body.incomplete);
    return body;
  }

  call = async (page: Page) => this.run(await received(cohortText(page), this.nowMs));
}

const statuses = async (flow: Flow, pages: Page[]) => {
  const all: string[] = [];
  for (const page of pages) all.push((await flow.call(page)).status);
  return all;
};
const THREE = pagesOf({ action: "members", session: "s1", ids: ["a", "b", "c", "d", "e"] }, 2);
const ONE_BY_ONE = pagesOf({ action: "add_members", session: "s2", ids: ["x", "y"] }, 1);

test("G1: pages of the trigger become one set, in the trigger's own form", async () => {
  const flow = new Flow();
  expect(await statuses(flow, [THREE[2] ?? {}, THREE[0] ?? {}, THREE[0] ?? {}])).toEqual(Array(3).fill("waiting"));
  flow.nowMs += MINUTE_MS;
  const body = await flow.call(THREE[1] ?? {});
  const alone = Object(await received(cohortText(THREE[1]), START_MS));
  expect(body).toEqual({
    ...alone,
    status: "complete",
    complete: true,
    session_started_at: "2024-06-15T12:00:00.000Z",
    member_count: 5,
    members: ["a", "b", "c", "d", "e"].map((id) => ({ distinct_id: id, email: `${id}@example.com` })),
  });
  expect(await statuses(flow, [THREE[1] ?? {}])).toEqual(["repeated"]);
});

test("G1: in whatever order calls come, and however often, each set is returned once and whole", async () => {
  const pages = [...THREE, ...ONE_BY_ONE];
  const calls = fc.shuffledSubarray([...pages, ...pages], { minLength: 2 * pages.length });
  await fc.assert(
    fc.asyncProperty(calls, async (order) => {
      const flow = new Flow();
      await statuses(flow, order);
      expect(flow.sets.map(String).sort()).toEqual(["a,b,c,d,e", "x,y"]);
      expect(flow.incomplete).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test("G1: an empty page of changes counts as a page, and changes without members are no set", async () => {
  const flow = new Flow();
  const empty = { action: "remove_members", session: "s3", page: 2, totalPages: 2 };
  expect(await statuses(flow, [empty, { ...empty, page: 1, ids: ["a"] }])).toEqual(["waiting", "complete"]);
  expect(await statuses(flow, [{ action: "add_members" }, { session: "s4" }])).toEqual(["empty", "complete"]);
  expect(flow.sets).toEqual([["a"], []]);
});

test("G1: a set that waits too long is reported once, by when its calls arrived, not by when the flow came to them", async () => {
  const flow = new Flow({ keepMinutes: "5" });
  await flow.call(THREE[0] ?? {});
  flow.nowMs += 5 * MINUTE_MS - 1;
  const late = await received(cohortText(THREE[1]), flow.nowMs);
  jest.spyOn(Date, "now").mockReturnValue(START_MS + 1000 * MINUTE_MS);
  expect((await flow.run(late)).status).toBe("waiting");
  flow.nowMs += 1;
  await statuses(flow, [{ action: "add_members" }, { action: "add_members" }]);
  expect(flow.incomplete).toMatchObject([{ reason: "expired", session_id: "s1", missing_pages: [3] }]);
  expect(flow.logs).toEqual([["warn", ["Assemble Cohort Pages: a set is incomplete (expired): 2 of 3 pages."]]]);
});

test("G1: a set with more members than may be held is given up, with what to do", async () => {
  const flow = new Flow({ maxMembersHeld: "3" });
  expect(await statuses(flow, THREE)).toEqual(["waiting", "too_large", "too_large"]);
  expect(flow.incomplete).toMatchObject([{ reason: "too_large", received_pages: 2 }]);
  expect(String(flow.logs[0])).toContain("Raise Max Members Held, or process each page by itself");
});

test("G1: calls that the trigger refused are returned as they are, and change nothing", async () => {
  const flow = new Flow();
  await flow.call(THREE[0] ?? {});
  const before = flow.state;
  const malformed = await received("{", START_MS + 1000 * MINUTE_MS);
  expect(await flow.run(malformed)).toEqual(malformed);
  expect(flow.state).toEqual(before);
});

test("G1: what other steps keep stays, and is not that of the trigger", async () => {
  const flow = new Flow();
  flow.state = { ofAnother: "kept", mixpanelCohortSync: "of the trigger" };
  await flow.call(THREE[0] ?? {});
  expect(flow.state).toEqual({
    ofAnother: "kept",
    mixpanelCohortSync: "of the trigger",
    mixpanelCohortPages: expect.objectContaining({ version: 1 }),
  });
});

test("G1: a delivery as JSON text is the same, with numbers of any length", async () => {
  const parameters = { members: [{ mixpanel_distinct_id: "a", share: 0.1 + 0.2, large: 1e300 }] };
  const delivery = await received(cohortText({ parameters }), START_MS);
  for (const given of [delivery, JSON.stringify(delivery)])
    expect(await new Flow().run(given)).toMatchObject({
      members: [{ distinct_id: "a", share: 0.1 + 0.2, large: 1e300 }],
    });
});

describe("G1: refused, with what to pass instead,", () => {
  test.each([
    ["nothing", undefined, "nothing"],
    ["text", "page", "text that is not JSON"],
    ["a number", "5", "a number"],
    ["a list", [], "a list"],
    ["what Mixpanel sent", JSON.parse(cohortText()), "an object without status"],
    ["only a status", { status: "page" }, "an object that the trigger does not return"],
  ])("is %s", async (_, delivery, got) => {
    await expect(new Flow().run(delivery)).rejects.toThrow(new RegExp(`^Delivery: .*${got}`));
  });

  test("is a call that the trigger has assembled", async () => {
    const assembled = await received(cohortText({ ids: ["a"] }), START_MS, "true");
    await expect(new Flow().run(assembled)).rejects.toThrow(
      "Delivery: got a call that the trigger has assembled, expected a call of the Cohort Sync trigger",
    );
  });

  test("is whatever else, or it is read", async () => {
    const delivery = Object(await received(cohortText({ totalPages: 2, ids: ["a"] }), START_MS));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(delivery)), fc.jsonValue(), async (key, value) => {
        await new Flow().run({ ...delivery, [key]: value }).catch((error: Error) => {
          expect(error.message).toMatch(/^Delivery: /);
        });
      }),
    );
  });
});
