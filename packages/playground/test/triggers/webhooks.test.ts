import { eventsOf, type Served, serve } from "./playgroundServer";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const assembling = { assemblePages: "true" };

describe("V2: a simulated cohort sync", () => {
  test("arrives page by page, and later with who entered and who left", async () => {
    const events = await served.simulate("cohortSync", { members: 25, pageSize: 10 });

    const deliveries = eventsOf(events, "delivery");
    expect(deliveries.map(({ status, branch }) => [status, branch])).toEqual([
      [200, "members"],
      [200, "members"],
      [200, "members"],
      [200, "add_members"],
      [200, "remove_members"],
    ]);
    expect(deliveries[1]).toMatchObject({
      request: { body: { action: "members", parameters: { page_info: { total_pages: 3, page_count: 2 } } } },
      response: { action: "members", status: "success" },
    });
    expect(eventsOf(events, "execution").map(({ payload }) => Object(payload).members.length)).toEqual([
      10, 10, 5, 1, 1,
    ]);
    expect(eventsOf(events, "push")).toMatchObject([
      { action: "members", members: 25, pages: 3, result: "delivered", lost: [], late: [] },
      { action: "add_members", members: 1, pages: 1 },
      { action: "remove_members", members: 1, pages: 1 },
    ]);
    expect(events.at(-1)).toEqual({ type: "ended", ok: true });
  });

  test("arrives whole although pages come in disorder, twice and late", async () => {
    const events = await served.simulate("cohortSync", {
      inputs: assembling,
      ...{ members: 25, pageSize: 5, shuffle: true, duplicate: [1, 4], resend: [2] },
    });

    const sets = eventsOf(events, "execution").filter(({ payload }) => Object(payload).complete);
    expect(Object(sets[0]?.payload).members).toHaveLength(25);
    expect(eventsOf(events, "push")[0]).toMatchObject({ result: "delivered", lost: [], late: [2] });
  });

  test("reports a lost page as missing once the trigger no longer waits for it", async () => {
    const events = await served.simulate("cohortSync", {
      inputs: assembling,
      ...{ members: 25, pageSize: 10, drop: [2], laterSyncs: 2 },
    });

    expect(eventsOf(events, "push")[0]).toMatchObject({ pages: 3, result: "delivered", lost: [2] });
    const sets = eventsOf(events, "execution").map(({ payload }) => Object(payload));
    expect(sets.filter(({ action, complete }) => action === "members" && complete)).toEqual([]);
    expect(sets.flatMap(({ incomplete }) => incomplete)).toMatchObject([
      { action: "members", reason: "expired", received_pages: 2, total_pages: 3, missing_pages: [2] },
    ]);
    expect(eventsOf(events, "note").map(({ text }) => text)).toContain("Virtual time moves ahead by 30 minutes.");
  });

  test("keeps pages in the flow's state until the state is reset", async () => {
    await served.simulate("cohortSync", {
      inputs: assembling,
      ...{ members: 20, pageSize: 10, drop: [2], laterSyncs: 0 },
    });
    const kept = await served.call("/api/triggers/cohortSync/session");
    const reset = await served.call("/api/triggers/cohortSync/reset", {});

    expect(JSON.stringify(kept.body)).toContain("user-10@example.com");
    expect(reset.body).toMatchObject({ states: { instanceState: {}, crossFlowState: {} } });
  });
});

describe("V2: a simulated alert", () => {
  test("sends a test and then the alert to the webhook that the trigger registers, and removes it", async () => {
    const events = await served.simulate("alert");
    await served.simulate("alert");

    expect(eventsOf(events, "delivery").map(({ status, branch }) => [status, branch])).toEqual([
      [200, "Test Alert"],
      [200, "Alert"],
    ]);
    expect(eventsOf(events, "execution").map(({ payload }) => Object(payload).is_test)).toEqual([true, false]);
    const sent = eventsOf(events, "exchange").map(({ exchange: { method, status } }) => `${method} ${status}`);
    expect(sent).toEqual(expect.arrayContaining(["POST 200", "DELETE 200"]));
    const { apiHost } = served.target.connection.fields;
    const snapshot = await fetch(`${apiHost}/_sandbox/snapshot`).then((response) => response.text());
    expect(snapshot).not.toContain("127.0.0.1");
  });

  test("that cannot be set up ends with the failure", async () => {
    const { apiHost } = served.target.connection.fields;
    await fetch(`${apiHost}/_sandbox/faults`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ path: "/api/app/projects/1/webhooks", kind: "status", status: 403, count: 100 }),
    });
    const events = await served.simulate("alert");

    expect(eventsOf(events, "delivery")).toEqual([]);
    expect(eventsOf(events, "failure")).toMatchObject([{ failure: { details: { status: 403 } } }]);
    expect(events.at(-1)).toEqual({ type: "ended", ok: false });
  });
});

describe("V2: no event has a secret", () => {
  /** The password that the trigger and the sandbox share, which is made for each simulation. */
  const PASSWORD = /[\w-]{32}/;

  test.each(["cohortSync", "alert", "newEvents", "cohortMembershipChanges"])("%s", async (key) => {
    const { password = "", projectToken = "" } = served.target.connection.fields;
    const inputs = key === "cohortMembershipChanges" ? { filter_by_cohort: "3001" } : {};
    const events = await served.simulate(key, { inputs, ...(key.startsWith("new") ? { polls: 1 } : {}) });

    const text = JSON.stringify(events);
    for (const secret of [password, projectToken]) {
      expect(secret).not.toBe("");
      expect(text).not.toContain(secret);
    }
    const credentials = [...text.matchAll(/Basic ([\w+/=]+)/g)];
    expect(credentials).toEqual([]);
    for (const { exchange } of eventsOf(events, "exchange")) expect(exchange.body ?? "").not.toMatch(PASSWORD);
    for (const { request } of eventsOf(events, "delivery"))
      expect(Object(request).headers.authorization).toBe("Basic …");
  });
});
