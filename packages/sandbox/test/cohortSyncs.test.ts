import { type Answer, inside, ManagementClient, START_MS } from "./managementClient";
import { Receiver } from "./receiver";

const SYNCS = "/_sandbox/cohort-syncs";
const COHORT = { id: "77", name: "Power users", description: "Daily" };
const members = (...ids: (string | number)[]) => ids.map((id) => ({ mixpanel_distinct_id: id }));

let api: ManagementClient;
let receiver: Receiver;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(async () => {
  api.reset();
  receiver = await Receiver.start();
});
afterEach(() => receiver.stop());
afterAll(() => api.sandbox.close());

const create = (more: Record<string, unknown> = {}): Promise<Answer> =>
  api.send("POST", SYNCS, {
    json: { project_id: 1, url: receiver.url, cohort: COHORT, members: members("a"), ...more },
  });
const run = (json: unknown) => api.send("POST", `${SYNCS}/1/run`, { json });
const actions = () => receiver.calls.map(({ body }) => [body.action, body.parameters?.members]);

test("the first sync sends the whole cohort as the documented payload", async () => {
  const member = { mixpanel_distinct_id: "a", email: "a@example.com", first_name: "Ada", last_name: "A", plan: "pro" };
  expect((await create({ members: [member] })).status).toBe(201);
  expect(receiver.calls.map(({ body }) => body)).toEqual([
    {
      action: "members",
      parameters: {
        mixpanel_project_id: "1",
        mixpanel_cohort_id: "77",
        mixpanel_cohort_name: "Power users",
        mixpanel_cohort_description: "Daily",
        mixpanel_session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        page_info: { total_pages: 1, page_count: 1 },
        members: [member],
      },
    },
  ]);
});

test("pages hold a thousand members, counted from one, in one session", async () => {
  await create({ members: members(...Array.from({ length: 2001 }, (_, index) => index)) });
  const pages = receiver.calls.map(({ body }) => [body.parameters?.page_info, Object(body.parameters?.members).length]);
  expect(pages).toEqual([
    [{ total_pages: 3, page_count: 1 }, 1000],
    [{ total_pages: 3, page_count: 2 }, 1000],
    [{ total_pages: 3, page_count: 3 }, 1],
  ]);
  expect(new Set(receiver.calls.map(({ body }) => body.parameters?.mixpanel_session_id)).size).toBe(1);
});

test("members come from the project's profiles when none are given", async () => {
  const $set = { $email: "ann@example.com", $first_name: "Ann" };
  const json = [{ $token: "sandbox-token", $distinct_id: "ann", $set }];
  await api.send("POST", "/engage?ip=0", { json, authorization: null });
  await create({ members: undefined });
  expect(actions()).toEqual([
    ["members", [{ mixpanel_distinct_id: "ann", email: "ann@example.com", first_name: "Ann" }]],
  ]);
});

test("later syncs send who came and who left, even when nobody did", async () => {
  await create({ members: members("a", "b") });
  await run({ members: members("b", "c") });
  await run({ members: members("b", "c") });
  expect(actions()).toEqual([
    ["members", members("a", "b")],
    ["add_members", members("c")],
    ["remove_members", members("a")],
    ["add_members", []],
    ["remove_members", []],
  ]);
});

test("the state tells what was delivered and when the next sync is due", async () => {
  await create({ username: "hook", password: "secret" });
  expect(await api.send("GET", `${SYNCS}/1`)).toEqual({
    status: 200,
    body: {
      id: 1,
      project_id: 1,
      url: receiver.url,
      username: "hook",
      cohort: COHORT,
      status: "active",
      delivered: 1,
      next_sync_at: "2024-06-15T12:30:00.000Z",
      pushes: [
        {
          at: "2024-06-15T12:00:00.000Z",
          action: "members",
          members: 1,
          result: "delivered",
          error: null,
          calls: [{ page: 1, status: 200 }],
        },
      ],
    },
  });
});

test("HTTP Basic is sent when the receiver asks for it", async () => {
  await create({ username: "hook", password: "secret" });
  expect(receiver.calls[0]?.headers.authorization).toBe(`Basic ${Buffer.from("hook:secret").toString("base64")}`);
});

test.each([500, 503, 429])("a page that meets %i is sent again", async (status) => {
  receiver.replies.push({ status }, { status });
  const created = await create();
  expect(inside(created, "pushes", 0)).toMatchObject({
    result: "delivered",
    calls: [{ status }, { status }, { status: 200 }],
  });
});

test("after five retries within a minute the sync gives up, and the next one sends the whole cohort", async () => {
  receiver.replies.push(...Array.from({ length: 6 }, () => ({ status: 502 })));
  const created = await create();
  expect(inside(created, "status")).toBe("active");
  expect(inside(created, "pushes", 0)).toMatchObject({ result: "failed", error: "HTTP 502" });
  expect(receiver.calls).toHaveLength(6);
  expect(api.sandbox.clock.now() - START_MS).toBeLessThanOrEqual(60_000);
  await run({ members: members("a") });
  expect(actions().at(-1)).toEqual(["members", members("a")]);
});

test.each([400, 401, 403, 404])("%i pauses the sync until it is resumed", async (status) => {
  receiver.replies.push({ status });
  expect(inside(await create(), "status")).toBe("paused");
  expect(receiver.calls).toHaveLength(1);
  expect(await run({})).toEqual({
    status: 409,
    body: { status: "error", error: "The sync is paused; resume it first" },
  });
  expect(inside(await api.send("POST", `${SYNCS}/1/resume`), "status")).toBe("active");
  await run({ members: members("a") });
  expect(actions()).toEqual([
    ["members", members("a")],
    ["members", members("a")],
  ]);
});

test.each([
  ["no JSON", "OK", "the answer is not JSON"],
  ["no status", '{"action":"members"}', "the answer has not the fields action and status"],
  ["another action", '{"action":"add_members","status":"success"}', "the answer names the action add_members"],
  ["a failure", '{"action":"members","status":"failure","error":{"message":"full","code":1}}', "failure: full"],
])("an answer with %s is a failure", async (_what, body, error) => {
  receiver.replies.push({ body });
  expect(inside(await create(), "pushes", 0)).toMatchObject({ result: "failed", error, calls: [{ status: 200 }] });
});

test("after an error in a later sync the whole cohort comes again", async () => {
  await create({ members: members("a") });
  receiver.replies.push({ body: "{}" });
  await run({ members: members("a", "b") });
  await run({ members: members("a", "b") });
  expect(actions()).toEqual([
    ["members", members("a")],
    ["add_members", members("b")],
    ["members", members("a", "b")],
  ]);
});

test("a page that fails ends the push", async () => {
  receiver.replies.push({}, { status: 400 });
  const created = await create({ members: members("a", "b", "c"), page_size: 1 });
  expect(inside(created, "pushes", 0, "calls")).toEqual([
    { page: 1, status: 200 },
    { page: 2, status: 400 },
  ]);
});

test("a redirect is not followed", async () => {
  receiver.replies.push({ status: 302, location: "http://example.com/" });
  expect(inside(await create(), "pushes", 0)).toMatchObject({ result: "failed", error: "HTTP 302" });
});

test("a receiver that does not answer is called again", async () => {
  await receiver.stop();
  const created = await create();
  expect(inside(created, "pushes", 0)).toMatchObject({ result: "failed", error: expect.stringMatching("no answer") });
  expect(inside(created, "pushes", 0, "calls")).toHaveLength(6);
  receiver = await Receiver.start();
});

test.each([
  "http://example.com/hook",
  "http://10.0.0.1/hook",
  "http://127.0.0.1.example.com/hook",
  "http://0.0.0.0/hook",
  "ftp://127.0.0.1/hook",
  "http://user:secret@127.0.0.1/hook",
])("the receiver %s is refused, and no sync is made", async (url) => {
  expect((await create({ url })).status).toBe(400);
  expect((await api.send("GET", SYNCS)).body).toEqual([]);
});

test.each(["http://2130706433/", "http://0x7f.1/"])("%s is this machine, however it is written", async (url) => {
  const created = await create({ url: receiver.url.replace("http://127.0.0.1", url.slice(0, -1)) });
  expect(inside(created, "pushes", 0, "result")).toBe("delivered");
});

test("a project and a sync that are not there answer 404", async () => {
  expect((await create({ project_id: 99 })).status).toBe(404);
  expect((await api.send("GET", `${SYNCS}/9`)).status).toBe(404);
});

describe("disorder on the way", () => {
  const FIVE = { members: members("a", "b", "c", "d", "e"), page_size: 1 };
  const pages = () => receiver.calls.map(({ body }) => Object(body.parameters?.page_info).page_count);

  test("G1: shuffled pages all come, in another order", async () => {
    await create({
      ...FIVE,
      members: members(...Array.from({ length: 20 }, (_, at) => at)),
      disorder: { shuffle: true },
    });
    const inOrder = Array.from({ length: 20 }, (_, at) => at + 1);
    expect(pages()).not.toEqual(inOrder);
    expect(pages().toSorted((one, other) => one - other)).toEqual(inOrder);
  });

  test("G1: a duplicated page comes twice", async () => {
    await create({ ...FIVE, disorder: { duplicate: [2] } });
    expect(pages()).toEqual([1, 2, 3, 4, 5, 2]);
  });

  test("G1: a page that gets lost is sent again at the end", async () => {
    const created = await create({ ...FIVE, disorder: { resend: [3] } });
    expect(pages()).toEqual([1, 2, 4, 5, 3]);
    expect(inside(created, "pushes", 0, "calls", 2)).toEqual({ page: 3, status: null });
    expect(inside(created, "pushes", 0, "result")).toBe("delivered");
  });

  test("G1: a dropped page never comes, and the sync does not notice", async () => {
    const created = await create({ ...FIVE, disorder: { drop: [3] } });
    expect(pages()).toEqual([1, 2, 4, 5]);
    expect(inside(created, "pushes", 0, "result")).toBe("delivered");
  });

  test("G1: each run has its own disorder", async () => {
    await create({ members: members("a", "b"), page_size: 1, disorder: { drop: [1, 2] } });
    await run({ members: members("a", "b", "c"), disorder: { duplicate: [1] } });
    expect(actions()).toEqual([
      ["add_members", members("c")],
      ["add_members", members("c")],
      ["remove_members", []],
      ["remove_members", []],
    ]);
  });
});
