import { invokeFlow } from "@prismatic-io/spectral/dist/testing";
import { API_KEY } from "../offline/crmServer";
import { COHORT, type Member, type RigOptions, startRig, WEBHOOK } from "../offline/rig";
import type { Delivery } from "../src/delivery";
import { syncCohort } from "../src/flows";

const open: { close(): Promise<void> }[] = [];

async function rig(options: RigOptions = {}) {
  const started = await startRig({ pageSize: 100, ...options });
  open.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const membersFrom = (first: number, last: number): Member[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({
    mixpanel_distinct_id: `user-${first + index}`,
    email: `user-${first + index}@example.com`,
  }));

const ids = (members: Member[]) => members.map((member) => member.mixpanel_distinct_id).sort();
type Rig = Awaited<ReturnType<typeof rig>>;
const inCrm = ({ crm }: Rig) => [...crm.records.keys()].sort();

/** Who was tracked as added or removed: an entry for each event that the project has. */
const trackedAs = (change: string, { tracked }: Rig) =>
  tracked()
    .filter(({ event, properties }) => event === "Cohort Member Synced" && properties.change === change)
    .map(({ distinctId }) => distinctId)
    .sort();

describe("G7: the CRM gets the whole cohort, and Mixpanel one event for each change", () => {
  test("although pages come out of order and twice, and the CRM fails now and then", async () => {
    const offline = await rig({ failEvery: 10 });
    const cohort = membersFrom(1, 250);
    await offline.start(cohort, { shuffle: true, duplicate: [1, 3] });
    await offline.settle();
    expect(inCrm(offline)).toEqual(ids(cohort));
    expect(trackedAs("added", offline)).toEqual(ids(cohort));
    expect(trackedAs("removed", offline)).toEqual([]);
    expect(offline.crm.requests.failed).toBeGreaterThan(20);
    expect(offline.failures.size).toBe(0);
  });

  test("although the flow fails in the middle and is retried", async () => {
    const offline = await rig();
    const cohort = membersFrom(1, 150);
    offline.crm.breakDown({ after: 70, requests: 50 });
    await offline.start(cohort);
    await offline.settle();
    expect(offline.sent.runs).toBeGreaterThan(2);
    expect(offline.sent.events).toBeGreaterThan(cohort.length);
    expect(inCrm(offline)).toEqual(ids(cohort));
    expect(trackedAs("added", offline)).toEqual(ids(cohort));
    expect(offline.failures.size).toBe(0);
  });

  test("when members come and leave", async () => {
    const offline = await rig({ failEvery: 7 });
    const { id } = await offline.start(membersFrom(1, 120));
    await offline.sync(id, membersFrom(11, 125));
    await offline.settle();
    expect(inCrm(offline)).toEqual(ids(membersFrom(11, 125)));
    expect(trackedAs("added", offline)).toEqual(ids(membersFrom(1, 125)));
    expect(trackedAs("removed", offline)).toEqual(ids(membersFrom(1, 10)));
  });

  test("when a full set replaces what the CRM has, also what others added there", async () => {
    const offline = await rig();
    await offline.start(membersFrom(1, 30));
    offline.crm.records.set("by-hand", { id: "by-hand" });
    await offline.start(membersFrom(11, 40));
    await offline.settle();
    expect(inCrm(offline)).toEqual(ids(membersFrom(11, 40)));
    // Each of the two deliveries added its members, so the twenty that both have were tracked twice.
    expect(trackedAs("added", offline)).toEqual(ids([...membersFrom(1, 30), ...membersFrom(11, 40)]));
    expect(trackedAs("removed", offline)).toEqual(ids(membersFrom(1, 10)));
  });

  test("when the cohort becomes empty", async () => {
    const offline = await rig();
    const { id } = await offline.start(membersFrom(1, 5));
    await offline.sync(id, []);
    await offline.settle();
    expect(inCrm(offline)).toEqual([]);
    expect(trackedAs("removed", offline)).toEqual(ids(membersFrom(1, 5)));
  });
});

describe("G7: nothing is written to the CRM", () => {
  test("while a page of a full set is missing", async () => {
    const offline = await rig();
    await offline.start(membersFrom(1, 250), { drop: [2] });
    await offline.settle();
    expect(offline.crm.requests.total).toBe(0);
    expect(offline.results).toEqual([{ status: "waiting" }, { status: "waiting" }]);
  });

  test("for another cohort that is synced to the same webhook", async () => {
    const offline = await rig();
    await offline.start(membersFrom(1, 5), {}, { id: "43", name: "Others" });
    await offline.settle();
    expect(offline.crm.requests.total).toBe(0);
    expect(offline.results).toEqual([{ status: "other cohort" }]);
    expect(offline.logs).toEqual([`Cohort: got a delivery of the cohort 43, expected ${COHORT.id}.`]);
  });

  test("for a caller with a wrong password, and the sync stops visibly", async () => {
    const offline = await rig({ password: "guessed" });
    const sync = await offline.start(membersFrom(1, 5));
    await offline.settle();
    expect(sync.status).toBe("paused");
    expect(offline.crm.requests.total).toBe(0);
    expect(offline.results).toEqual([{ status: "rejected" }]);
  });
});

test("G7: a set of which pages never arrived is reported", async () => {
  const delivery: Delivery = {
    action: "add_members",
    status: "empty",
    complete: false,
    cohort_id: COHORT.id,
    cohort_name: COHORT.name,
    session_id: "session",
    session_started_at: "2026-11-02T09:30:04.511Z",
    members: [],
    incomplete: [{ cohort_id: COHORT.id, received_pages: 2, total_pages: 3 }],
  };
  const warned = jest.spyOn(console, "warn").mockImplementation(() => {});
  const { result } = await invokeFlow(syncCohort, { payload: { body: { data: delivery } } });
  expect(result?.data).toEqual({ status: "empty" });
  expect(warned.mock.calls).toEqual([[`Cohort ${COHORT.id}: got 2 of 3 pages. Restart its sync in Mixpanel.`]]);
  warned.mockRestore();
});

test("G7: a delivery whose last page comes in another execution too is tracked once", async () => {
  const offline = await rig();
  const authorization = `Basic ${Buffer.from(`${WEBHOOK.username}:${WEBHOOK.password}`).toString("base64")}`;
  const send = async (page: number) => {
    const parameters = {
      mixpanel_cohort_id: COHORT.id,
      mixpanel_session_id: "session",
      page_info: { total_pages: 2, page_count: page },
      members: membersFrom(page, page),
    };
    const body = JSON.stringify({ action: "members", parameters });
    const headers = { "Content-Type": "application/json", authorization };
    await (await fetch(offline.url, { method: "POST", headers, body })).text();
    await offline.settle();
  };
  await send(1);
  // After the list and a member, the CRM is down for all attempts, so the execution fails for good, and its page is forgotten.
  offline.crm.breakDown({ after: 2, requests: 30 });
  await send(2);
  expect([offline.failures.size, offline.sent.events]).toEqual([1, 1]);
  await send(2);
  expect(offline.sent.events).toBe(3);
  expect(trackedAs("added", offline)).toEqual(["user-1", "user-2"]);
  expect(inCrm(offline)).toEqual(["user-1", "user-2"]);
});

test("G7: IDs that would change the path of a request are left out and counted", async () => {
  const offline = await rig();
  offline.crm.records.set("kept", { id: "kept" });
  const odd = ["..", ".", "\ud800", "user/1?a=b#c", "用户"].map((mixpanel_distinct_id) => ({ mixpanel_distinct_id }));
  const { id } = await offline.start(odd);
  await offline.sync(id, []);
  await offline.settle();
  expect(offline.results).toMatchObject([{ added: 2, removed: 1, left_out: 3 }, {}, { removed: 2, left_out: 3 }]);
  expect([inCrm(offline), offline.failures.size]).toEqual([[], 0]);
});

test("G7: with Email as record ID, members without an email are left out and counted", async () => {
  const offline = await rig({ configVars: { "CRM Record ID": "Email" } });
  await offline.start([...membersFrom(1, 3), { mixpanel_distinct_id: "nobody" }]);
  await offline.settle();
  expect(inCrm(offline)).toEqual(["user-1@example.com", "user-2@example.com", "user-3@example.com"]);
  expect(offline.results).toEqual([{ status: "complete", added: 3, removed: 0, left_out: 1 }]);
  expect(trackedAs("added", offline)).toEqual(["user-1", "user-2", "user-3"]);
});

test("G7: a CRM that refuses its API key fails the flow at once, and the error has neither key nor members", async () => {
  const offline = await rig({ apiKey: "wrong-api-key" });
  await offline.start(membersFrom(1, 3));
  await offline.settle();
  expect([...offline.failures].map(String)).toEqual([
    "Error: CRM Endpoint: got the status 401 to GET after 1 attempt, expected success.",
  ]);
});

test("G7: no log has a credential or a member", async () => {
  const offline = await rig({ failEvery: 3 });
  offline.crm.breakDown({ after: 20, requests: 50 });
  await offline.start(membersFrom(1, 50));
  await offline.settle();
  const written = [...offline.logs, ...[...offline.failures].map(String)].join("\n");
  expect(written).toContain(`Cohort ${COHORT.id}: `);
  for (const secret of [API_KEY, WEBHOOK.password, "sandbox-secret", "user-1"]) expect(written).not.toContain(secret);
});
