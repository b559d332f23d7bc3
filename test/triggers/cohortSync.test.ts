import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { contextOf } from "../../packages/cli/src/execute";
import { type Listening, type ListenOptions, listen } from "../../packages/cli/src/triggers/listen";
import { StateStore } from "../../packages/cli/src/triggers/states";
import type { CohortCallBody } from "../../src/mixpanel/webhooks/cohortCall";
import { cohortText, type Page } from "../support/cohortPages";
import { leaksIn, secretForms } from "../support/leaks";
import { triggerOf } from "../support/triggers";

const USERNAME = "mixpanel";
const PASSWORD = "a very secret password";
const AUTHORIZATION = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64")}`;
const CONNECTION = { key: "webhookCredentials", configVarKey: "", fields: { username: USERNAME, password: PASSWORD } };
const COHORT = { id: "77", name: "Power users", description: "Daily" };
const HOUR_MS = 60 * 60_000;

/** What the flow got. */
interface Seen {
  branch: string | undefined;
  data: CohortCallBody;
  rawBody: unknown;
  headers: object;
}

/** A sync as the sandbox shows it. */
interface Sync {
  status: string;
  delivered: number | null;
  pushes: { result: string; error: string | null; calls: { page: number; status: number | null }[] }[];
}

let sandbox: Sandbox;
let open: Listening[] = [];
let seen: Seen[] = [];
let logs: string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-06-15T12:00:00Z" });
});
beforeEach(() => {
  sandbox.reset();
  [open, seen, logs] = [[], [], []];
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const listening of open) await listening.close();
});
afterAll(() => sandbox.close());

/** Lets time pass for the trigger. */
function pass(ms: number): void {
  const now = Date.now() + ms;
  jest.spyOn(Date, "now").mockReturnValue(now);
}

const cohortSync = triggerOf("cohortSync");
const contextWith = (more: object = {}) => ({
  ...contextOf(cohortSync, { log: (level, message) => logs.push(`${level}: ${message}`), debug: true }),
  ...more,
});
const assembling = { assemblePages: "true" };

/** Serves the trigger as the platform does. @returns its URL */
async function serve(params: object = {}, options: Partial<ListenOptions> = {}, used = cohortSync): Promise<string> {
  const listening = await listen(used, {
    params: { webhookCredentials: CONNECTION, assemblePages: "false", maxMembersHeld: "", keepMinutes: "", ...params },
    context: contextWith(),
    ...options,
    run: async (result) => {
      const { body, rawBody, headers } = result.payload;
      const data: CohortCallBody = JSON.parse(JSON.stringify(body.data));
      seen.push({ branch: result.branch, data, rawBody: Object(rawBody).data, headers: Object(headers) });
      await options.run?.(result);
    },
  });
  open.push(listening);
  return listening.url;
}

async function control(path: string, json: object): Promise<Sync> {
  const response = await fetch(`${sandbox.url}/_sandbox/cohort-syncs${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(json),
  });
  return JSON.parse(await response.text());
}

type Ids = readonly (string | number)[];
const membersOf = (ids: Ids) => ids.map((id) => ({ mixpanel_distinct_id: id, email: `${id}@example.com` }));
const sync = (url: string, ids: Ids, more: object = {}) =>
  control("", {
    project_id: 1,
    url,
    username: USERNAME,
    password: PASSWORD,
    cohort: COHORT,
    members: membersOf(ids),
    ...more,
  });
const syncAgain = (ids: Ids) => control("/1/run", { members: membersOf(ids) });

/** Calls the trigger by hand. */
async function post(url: string, body: string, credentials: Record<string, string> = { Authorization: AUTHORIZATION }) {
  const headers = { "Content-Type": "application/json", ...credentials };
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}
const postPage = (url: string, page: Page) => post(url, cohortText(page));

const idsOf = ({ data }: Seen) => data.members.map(({ distinct_id }) => distinct_id);
const branches = () => seen.map(({ branch, data }) => [branch, data.status]);
const WAITING = ["nothing_to_do", "waiting"];
const EMPTY = ["nothing_to_do", "empty"];

const EVERYBODY = Array.from({ length: 25_000 }, (_, index) => (index % 3 === 0 ? index : `user-${index}`));

/** The trigger, of which some calls fail: before anything is processed, or before the state is saved. */
function failingNowAndThen(): typeof cohortSync {
  let calls = 0;
  return {
    ...cohortSync,
    perform: async (...call) => {
      calls += 1;
      if (calls % 7 === 3) throw new Error("The receiver is down.");
      const result = await cohortSync.perform(...call);
      if (calls % 7 === 5) throw new Error("The receiver went down.");
      return result;
    },
  };
}

describe("a large cohort", () => {
  test("G1: 25,000 members in 25 pages, shuffled, repeated, lost and resent, with a failing receiver, become one set", async () => {
    const url = await serve(assembling, {}, failingNowAndThen());

    const created = await sync(url, EVERYBODY, {
      disorder: { shuffle: true, duplicate: [1, 4, 9, 25], resend: [13] },
    });

    expect(created).toMatchObject({ status: "active", delivered: 25_000, pushes: [{ result: "delivered" }] });
    const failures = created.pushes[0]?.calls.filter(({ status }) => status === 500) ?? [];
    expect(failures.length).toBeGreaterThan(5);
    const passedOn = seen.filter(({ branch }) => branch !== "nothing_to_do");
    expect(passedOn.map(({ branch, data }) => [branch, data.status, data.complete])).toEqual([
      ["members", "complete", true],
    ]);
    expect(passedOn[0]?.data).toMatchObject({ cohort_id: "77", total_pages: 25, member_count: 25_000 });
    // In the order of the cohort, whatever the order of the pages.
    expect(passedOn.flatMap(idsOf)).toEqual(EVERYBODY.map(String));
    expect(seen.flatMap(({ data }) => data.incomplete)).toEqual([]);
  });

  test("G1: a page that never comes is reported as missing with a later call, and no set is passed on", async () => {
    const url = await serve(assembling);
    await sync(url, EVERYBODY.slice(0, 50), { page_size: 10, disorder: { shuffle: true, drop: [2, 4] } });
    await syncAgain(EVERYBODY.slice(0, 50));
    expect(branches()).toEqual([WAITING, WAITING, WAITING, EMPTY, EMPTY]);

    pass(HOUR_MS);
    await syncAgain(EVERYBODY.slice(0, 50));

    expect(branches().slice(5)).toEqual([["incomplete", "empty"], EMPTY]);
    expect(seen.flatMap(({ data }) => data.incomplete)).toEqual([
      expect.objectContaining({
        reason: "expired",
        action: "members",
        cohort_id: "77",
        total_pages: 5,
        received_pages: 3,
        missing_pages: [2, 4],
      }),
    ]);
    expect(logs).toEqual(["warn: Cohort Sync: a set is incomplete (expired): 3 of 5 pages."]);
  });

  test("G1: a call that brings members reports a missing set too", async () => {
    const url = await serve(assembling);
    await sync(url, ["a", "b"], { page_size: 1, disorder: { drop: [2] } });
    pass(HOUR_MS);
    await syncAgain(["a", "b", "c"]);
    expect(seen[1]).toMatchObject({
      branch: "add_members",
      data: { status: "complete", member_count: 1, incomplete: [{ missing_pages: [2] }] },
    });
    expect(seen[2]?.data.incomplete).toEqual([]);
  });

  test("G1: executions at the same time overwrite each other's pages: reported, never passed on as a whole set", async () => {
    let endFlows = () => {};
    const flowsEnd = new Promise<void>((resolve) => {
      endFlows = resolve;
    });
    const url = await serve(assembling, { isolated: true, run: () => flowsEnd });
    const [listening] = open;
    if (listening === undefined) throw new Error("The trigger is not served.");

    const created = await sync(url, ["a", "b", "c", "d"], { page_size: 2 });
    endFlows();
    await listening.close();
    open = [];

    expect(created.pushes).toMatchObject([{ result: "delivered" }]);
    expect(branches()).toEqual([WAITING, WAITING]);
    const again = await serve(assembling, { isolated: true, store: listening.store });
    pass(HOUR_MS);
    await postPage(again, { action: "add_members" });
    expect(seen.at(-1)).toMatchObject({
      branch: "incomplete",
      data: { incomplete: [{ reason: "expired", received_pages: 1, total_pages: 2 }] },
    });
  });

  test("G1: a flow that fails with the last page keeps nothing of it, so the set is reported as incomplete", async () => {
    const failed = jest.fn();
    const run: ListenOptions["run"] = ({ branch }) => {
      if (branch === "members") throw new Error("The CRM is down.");
    };
    const url = await serve(assembling, { run, failed });
    await sync(url, ["a", "b"], { page_size: 1 });
    expect(failed).toHaveBeenCalledTimes(1);
    pass(HOUR_MS);
    await postPage(url, { action: "add_members" });
    expect(seen.at(-1)).toMatchObject({ branch: "incomplete", data: { incomplete: [{ missing_pages: [2] }] } });
  });

  test("G1: more members than may be held fail with what to do, without pausing the sync", async () => {
    const url = await serve({ ...assembling, maxMembersHeld: "15" });
    const created = await sync(url, EVERYBODY.slice(0, 40), { page_size: 10 });
    expect(created).toMatchObject({ status: "active", pushes: [{ result: "failed" }] });
    expect(branches()).toEqual([
      WAITING,
      ["incomplete", "too_large"],
      ...Array(5).fill(["nothing_to_do", "too_large"]),
    ]);
    const refused = await postPage(url, { session: "s2", totalPages: 2, ids: EVERYBODY.slice(0, 16) });
    expect([refused.status, refused.body]).toEqual([
      500,
      {
        action: "members",
        status: "failure",
        error: { message: expect.stringContaining("turn Assemble Pages off"), code: 500 },
      },
    ]);
  });

  test("G1: without Assemble Pages, each page is passed on by itself, and no state is kept", async () => {
    const url = await serve();
    await sync(url, ["a", "b", "c"], { page_size: 2 });
    expect(seen.map(({ branch, data }) => [branch, data.status, data.complete, data.page, data.total_pages])).toEqual([
      ["members", "page", false, 1, 2],
      ["members", "page", false, 2, 2],
    ]);
    expect(seen.map(idsOf)).toEqual([["a", "b"], ["c"]]);
    expect(open[0]?.store.states).toEqual({ instanceState: {}, crossFlowState: {} });
  });
});

describe.each([
  ["with Assemble Pages", assembling, "complete"],
  ["without Assemble Pages", {}, "page"],
])("a small cohort, %s", (_, params, status) => {
  test("G1: members, add_members and remove_members have a branch each, and empty changes a quiet one", async () => {
    const url = await serve(params);
    await sync(url, ["a", 7]);
    await syncAgain(["a", "c"]);
    await syncAgain(["a", "c"]);
    expect(seen.map((each) => [each.branch, each.data.status, idsOf(each)])).toEqual([
      ["members", status, ["a", "7"]],
      ["add_members", status, ["c"]],
      ["remove_members", status, ["7"]],
      ["nothing_to_do", "empty", []],
      ["nothing_to_do", "empty", []],
    ]);
    expect(logs).toEqual([]);
  });

  test("G1: an empty full set replaces the cohort with nothing", async () => {
    const url = await serve(params);
    await sync(url, []);
    expect(seen).toMatchObject([{ branch: "members", data: { status, complete: true, member_count: 0, members: [] } }]);
  });

  test("G1: the body is normalized beside the raw one, which stays as sent, with all digits", async () => {
    const url = await serve(params);
    const text = cohortText({ action: "add_members", ids: ["ID"], cohortId: "COHORT" })
      .replaceAll('"ID"', "12345678901234567890")
      .replace('"COHORT"', "98765432109876543210");
    const { status: code, body } = await post(url, text);
    expect([code, body]).toEqual([200, { action: "add_members", status: "success" }]);
    expect(seen).toEqual([
      {
        branch: "add_members",
        rawBody: text,
        headers: expect.anything(),
        data: {
          action: "add_members",
          status,
          message: null,
          project_id: "1",
          cohort_id: "98765432109876543210",
          cohort_name: "Power users",
          cohort_description: "Daily",
          session_id: "s1",
          session_started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          complete: true,
          page: 1,
          total_pages: 1,
          member_count: 1,
          members: [{ distinct_id: "12345678901234567890", email: "ID@example.com" }],
          incomplete: [],
        },
      },
    ]);
  });

  test.each([
    ["what is not JSON", "{", "", "The body is not JSON"],
    ["an unknown action", '{"action":"delete_members"}', "delete_members", "action: expected one of"],
    ["a full set without members", '{"action":"members","parameters":{}}', "members", "parameters.members"],
  ])("G1: %s is a failure that does not pause the sync", async (_what, text, action, message) => {
    const url = await serve(params);
    const { status: code, body } = await post(url, text);
    expect([code, body]).toEqual([
      500,
      { action, status: "failure", error: { message: expect.stringContaining(message), code: 500 } },
    ]);
    expect(seen).toMatchObject([
      {
        branch: "nothing_to_do",
        rawBody: text,
        data: { status: "malformed", message: body.error.message, members: [] },
      },
    ]);
  });
});

test("G1: with Assemble Pages, a set that is sent again is not passed on again", async () => {
  const url = await serve(assembling);
  for (let time = 0; time < 3; time += 1) expect((await postPage(url, { ids: ["a"] })).status).toBe(200);
  expect(branches()).toEqual([
    ["members", "complete"],
    ["nothing_to_do", "repeated"],
    ["nothing_to_do", "repeated"],
  ]);
});

describe("when a delivery began", () => {
  const beganAt = () => seen.map(({ data }) => data.session_started_at);

  test("G1: is the same in all of its calls if pages are kept", async () => {
    const url = await serve(assembling);
    pass(0);
    const now = new Date(Date.now()).toISOString();
    await postPage(url, { page: 2, totalPages: 2, ids: ["b"] });
    pass(60_000);
    for (const page of [1, 1]) await postPage(url, { page, totalPages: 2, ids: ["a"] });
    expect(branches()).toEqual([WAITING, ["members", "complete"], ["nothing_to_do", "repeated"]]);
    expect(beganAt()).toEqual([now, now, now]);
  });

  test("G1: is the same if the flow fails with the last page, and the call comes again", async () => {
    let attempts = 0;
    const run: ListenOptions["run"] = ({ branch }) => {
      attempts += branch === "members" ? 1 : 0;
      if (attempts === 1 && branch === "members") throw new Error("The CRM is down.");
    };
    const url = await serve(assembling, { run });
    await postPage(url, { page: 1, totalPages: 2, ids: ["a"] });
    for (const page of [2, 2]) {
      pass(60_000);
      await postPage(url, { page, totalPages: 2, ids: ["b"] });
    }
    expect(branches()).toEqual([WAITING, ["members", "complete"], ["members", "complete"]]);
    expect(new Set(beganAt()).size).toBe(1);
  });

  test("G1: is the time of the call if pages are not kept, and unknown of what is no message", async () => {
    const url = await serve();
    const times = [60_000, 60_000].map(() => {
      pass(60_000);
      return new Date(Date.now()).toISOString();
    });
    await postPage(url, { ids: ["a"] });
    await post(url, "{");
    expect(beganAt()).toEqual([times[1], null]);
  });
});

test("G1: an older full set that would end after a newer one changes nothing, and gets a 200", async () => {
  const url = await serve(assembling);
  await postPage(url, { session: "older", page: 1, totalPages: 2, ids: ["a"] });
  pass(60_000);
  await postPage(url, { session: "newer", ids: ["b"] });
  expect((await postPage(url, { session: "older", page: 2, totalPages: 2, ids: ["c"] })).status).toBe(200);
  expect(branches()).toEqual([WAITING, ["members", "complete"], ["nothing_to_do", "superseded"]]);
});

test("G1: a property that is nested too deeply is a failure that does not pause the sync", async () => {
  const url = await serve(assembling);
  const text = cohortText({ ids: ["DEEP"] }).replace('"DEEP"', "[".repeat(100_000) + "]".repeat(100_000));
  const { status, body } = await post(url, text);
  expect([status, body.action, body.error.code]).toEqual([500, "members", 500]);
});

test("G1: a state that another step has damaged does not stop later calls", async () => {
  const key = "mixpanelCohortSync";
  for (const damaged of ["x", { version: 1, sessions: { a: null }, closed: [null] }]) {
    const store = new StateStore({ instanceState: { [key]: damaged, ofAnother: "kept" }, crossFlowState: {} });
    const url = await serve(assembling, { store });
    expect((await postPage(url, { page: 1, totalPages: 2, ids: ["a"] })).status).toBe(200);
    expect(store.states.instanceState).toMatchObject({ [key]: { version: 1 }, ofAnother: "kept" });
  }
});

test("G1: an unfinished set is kept as long as the builder says", async () => {
  const url = await serve({ ...assembling, keepMinutes: "120" });
  await postPage(url, { page: 1, totalPages: 2, ids: ["a"] });
  pass(2 * HOUR_MS - 1000);
  await postPage(url, { page: 2, totalPages: 2, ids: ["b"] });
  expect(seen.flatMap(idsOf)).toEqual(["a", "b"]);
});

describe("credentials", () => {
  test("G1: wrong ones pause the sync, with the reason in the log", async () => {
    const url = await serve();
    const created = await sync(url, ["a"], { password: "wrong" });
    expect(created).toMatchObject({
      status: "paused",
      pushes: [{ result: "paused", calls: [{ page: 1, status: 401 }] }],
    });
    expect(branches()).toEqual([["nothing_to_do", "rejected"]]);
    expect(seen[0]?.data.members).toEqual([]);
    expect(logs.join()).toContain("warn: Cohort Sync refused a call: The user name or password is wrong.");
  });

  test.each([
    ["wrong ones", { Authorization: "Basic eDp5" }, "The user name or password is wrong"],
    ["none", {}, "the header was removed on the way"],
  ])("G1: %s get 401 in the form that Mixpanel expects", async (_, headers, message) => {
    const url = await serve();
    const refused = await post(url, cohortText({ action: "add_members", ids: ["a"] }), headers);
    expect([refused.status, refused.headers.get("www-authenticate"), refused.body]).toEqual([
      401,
      'Basic realm="Mixpanel webhook"',
      { action: "add_members", status: "failure", error: { message: expect.stringContaining(message), code: 401 } },
    ]);
  });

  test("G1: a refusal repeats the action also of a body that the platform did not parse", async () => {
    const url = await serve();
    const refused = await post(url, cohortText({ action: "add_members" }), { "Content-Type": "text/plain" });
    expect([refused.status, refused.body]).toMatchObject([401, { action: "add_members", status: "failure" }]);
  });

  test("G1: refused calls do not change what is kept", async () => {
    const url = await serve(assembling);
    await postPage(url, { page: 1, totalPages: 2, ids: ["a"] });
    const before = open[0]?.store.states;
    pass(HOUR_MS);
    await post(url, cohortText({ page: 2, totalPages: 2, ids: ["b"] }), {});
    expect(open[0]?.store.states).toEqual(before);
    expect(seen.at(-1)?.data.incomplete).toEqual([]);
  });

  test("G1: a connection without credentials accepts nobody, and does not pause the sync", async () => {
    const url = await serve({ webhookCredentials: { ...CONNECTION, fields: { username: "", password: "" } } });
    const created = await sync(url, ["a"], { username: "", password: "" });
    expect(created).toMatchObject({ status: "active", pushes: [{ result: "failed", error: "HTTP 500" }] });
    expect(branches()).toEqual(Array(6).fill(["nothing_to_do", "rejected"]));
  });

  test("G1: only a simulated test is not checked", async () => {
    const url = await serve({}, { context: contextWith({ isSimulatedTestExecution: true }) });
    expect((await post(url, cohortText({ ids: ["a"] }), {})).status).toBe(200);
  });

  test("G1: neither the flow, the logs, the state nor the response has the password", async () => {
    const url = await serve(assembling);
    const responses = [
      await post(url, cohortText({ ids: ["a"] })),
      await post(url, cohortText({ page: 1, totalPages: 2, ids: ["b"] })),
      await post(url, "{"),
      await post(url, cohortText(), { Authorization: `${AUTHORIZATION.slice(0, -2)}x=` }),
      await post(url, cohortText(), { Authorization: AUTHORIZATION.replace("Basic", "Bearer") }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 500, 401, 401]);
    const forms = secretForms({ username: "a user name is no secret", password: PASSWORD, tokens: [] });
    const sent = AUTHORIZATION.slice("Basic ".length);
    const all = { seen, logs, responses, states: open[0]?.store.states };
    expect(leaksIn(all, [...forms, sent])).toEqual([]);
    expect(seen.map(({ headers }) => Object.keys(headers).includes("content-type"))).toEqual(Array(5).fill(true));
  });
});
