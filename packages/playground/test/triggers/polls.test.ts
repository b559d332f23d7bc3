import { timeAhead } from "../../../cli/src/triggers/virtualTime";
import type { SimulationEvent } from "../../src/protocol";
import { eventsOf, type Served, serve } from "./playgroundServer";

const HOUR_MS = 3_600_000;

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const payloads = (events: readonly SimulationEvent[]) =>
  eventsOf(events, "execution").map(({ payload }) => Object(payload));
const types = (events: readonly SimulationEvent[]) =>
  events.map(({ type }) => type).filter((type) => ["change", "poll", "execution", "ended"].includes(type));

describe("V2: simulated polls", () => {
  test("New Events: the first poll finds nothing, the next ones what was imported in between", async () => {
    const events = await served.simulate("newEvents", { polls: 2 });

    expect(types(events)).toEqual([
      "poll",
      ...["change", "execution", "poll"],
      ...["change", "execution", "poll"],
      "ended",
    ]);
    expect(payloads(events).map(({ count }) => count)).toEqual([2, 2]);
    expect(eventsOf(events, "poll").map(({ round, executions }) => [round, executions])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(events.at(-1)).toEqual({ type: "ended", ok: true });
  });

  test("New Events: batching starts an execution for each window", async () => {
    const events = await served.simulate("newEvents", { polls: 1, batch: 1 });

    expect(payloads(events)).toHaveLength(1);
    expect(events.at(-1)).toEqual({ type: "ended", ok: true });
  });

  test("New and Updated Profiles: tells new profiles from changed ones", async () => {
    const events = await served.simulate("newAndUpdatedProfiles", { polls: 1 });

    const ids = (profiles: { $distinct_id: string }[]) => profiles.map(({ $distinct_id }) => $distinct_id);
    expect(payloads(events).map(({ created, updated }) => [ids(created), ids(updated)])).toEqual([
      [["newcomer-1"], ["user-001"]],
    ]);
  });

  test("Cohort Membership Changes: finds who entered and who left", async () => {
    const events = await served.simulate("cohortMembershipChanges", { inputs: { filter_by_cohort: "3001" }, polls: 2 });

    expect(payloads(events)).toMatchObject([
      { entered: ["newcomer-1"], left: [] },
      { entered: ["newcomer-2"], left: ["newcomer-1"] },
    ]);
  });

  test("Privacy Request Completed: a request is complete after a day of virtual time", async () => {
    const events = await served.simulate("privacyRequestCompleted", { polls: 1 });

    expect(payloads(events)).toHaveLength(1);
    expect(timeAhead()).toBe(25 * HOUR_MS);
    expect(eventsOf(events, "note").map(({ text }) => text)).toContain("Virtual time moves ahead by 25 hours.");
  });
});

describe("V2: a simulation that runs", () => {
  test("lets no other one begin, and ends when the page stops it", async () => {
    const stop = new AbortController();
    await served.begin("newEvents", { polls: 24 }, stop.signal);
    const refused = await served.call("/api/triggers/newAndUpdatedProfiles/simulate", { inputs: {} });
    stop.abort();
    const reset = () => served.call("/api/triggers/newAndUpdatedProfiles/reset", {});
    let { status } = await reset();
    while (status === 409) ({ status } = await reset());
    const { body } = await served.call("/api/triggers/newEvents/session");

    expect(refused).toEqual({
      status: 409,
      body: { error: "The simulation of New Events is not over yet. Stop it first." },
    });
    expect(status).toBe(200);
    expect(Object(body).polls).toBeLessThan(25);
  });
});

describe("V2: one step of a poll", () => {
  const step = (step: "poll" | "change") => served.simulate("newAndUpdatedProfiles", { step });

  test("a poll continues from the state that the last one kept, until it is reset", async () => {
    const [first] = eventsOf(await step("poll"), "poll");
    const changed = await step("change");
    const found = await step("poll");
    const none = await step("poll");
    const session = await served.call("/api/triggers/newAndUpdatedProfiles/session");
    const reset = await served.call("/api/triggers/newAndUpdatedProfiles/reset", {});
    const [anew] = eventsOf(await step("poll"), "poll");

    expect(first?.before).toEqual({ instanceState: {}, crossFlowState: {} });
    expect(types(changed)).toEqual(["change", "change", "ended"]);
    expect(payloads(found)).toMatchObject([{ created: [{ $distinct_id: "newcomer-1" }] }]);
    expect(eventsOf(found, "poll")[0]?.before).toEqual(first?.after);
    expect(payloads(none)).toEqual([]);
    expect(session.body).toMatchObject({ polls: 3, states: eventsOf(none, "poll")[0]?.after });
    expect(reset.body).toMatchObject({ polls: 0, states: { instanceState: {}, crossFlowState: {} } });
    expect(anew?.before).toEqual({ instanceState: {}, crossFlowState: {} });
  });

  test("a poll that fails keeps the state", async () => {
    await step("poll");
    await step("change");
    const before = await served.call("/api/triggers/newAndUpdatedProfiles/session");
    const faults = `${served.target.connection.fields.apiHost}/_sandbox/faults`;
    await fetch(faults, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ path: "/api/query/engage", kind: "status", status: 400, count: 1 }),
    });
    const failed = await step("poll");
    const after = await served.call("/api/triggers/newAndUpdatedProfiles/session");
    const found = await step("poll");

    expect(eventsOf(failed, "failure")).toMatchObject([{ failure: { details: { status: 400 } } }]);
    expect(failed.at(-1)).toEqual({ type: "ended", ok: false });
    expect(after).toEqual(before);
    expect(payloads(found)).toHaveLength(1);
  });

  test.each([
    ["an input that the trigger does not have", { inputs: { cohort: "1" } }, /no input "?cohort/],
    ["no poll at all", { polls: 0 }, /polls/],
    ["an unknown step", { step: "wait" }, /step/],
    ["too many calls", { members: 10_000, pageSize: 1 }, /10000 members in pages of 1 are 10000 calls/],
  ])("is refused for %s", async (_what, request, message) => {
    const { status, body } = await served.call("/api/triggers/newEvents/simulate", { inputs: {}, ...request });

    expect({ status, body }).toEqual({ status: 400, body: { error: expect.stringMatching(message) } });
  });

  test("is refused for a trigger that the component does not have", async () => {
    expect(await served.call("/api/triggers/__proto__/simulate", { inputs: {} })).toMatchObject({ status: 404 });
  });
});
