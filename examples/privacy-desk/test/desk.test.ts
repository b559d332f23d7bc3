import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { type Rig, type RigOptions, SECRETS, startRig } from "../offline/rig";

const open: Rig[] = [];

async function rig(options: RigOptions = {}) {
  const started = await startRig(options);
  open.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const ANN = { id: "user-ann", email: "Ann@People.example" };
const BOB = { id: "user-bob", email: "bob@people.example" };
const NOTHING_LEFT = { profiles_left: 0, events_left: 0, complete: true };
const access = { request_id: "access-1", kind: "access", email: BOB.email, requester: "bob@home.example" };
const erasure = { request_id: "erasure-1", kind: "erasure", email: "ann@people.example", user_id: ANN.id };

test("P6, expectation 29: an access request ends with the archive in the customer's system, and its SHA-256", async () => {
  const desk = await rig();
  await desk.add(ANN);
  await desk.add(BOB);
  await desk.send(access);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running", open: true, problem: null });
  await desk.pass(1);
  expect(desk.caseOf("access-1")).toMatchObject({ state: "closed", outcome: "delivered", open: false });
  const [archive] = desk.customer.requests.get("access-1")?.archives.values() ?? [];
  const bytes = archive?.bytes ?? Buffer.alloc(0);
  expect(archive?.statedSha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  const content = Object.values(unzipSync(bytes)).map((file) => Buffer.from(file).toString());
  expect(content.join("\n")).toContain(BOB.id);
  expect(content.join("\n")).not.toContain(ANN.id);
  expect(desk.evidenceOf("access-1")).toMatchObject({
    request_id: "access-1",
    tasks: [{ outcome: "success", distinct_id_count: 1 }],
    archives: [{ sha256: archive?.sha256, bytes: bytes.length }],
  });
});

test("P6, expectation 31: after an approved erasure, profile and events are gone, and both checks are in the evidence", async () => {
  const desk = await rig();
  await desk.add(ANN);
  await desk.add(BOB);
  await desk.send(erasure);
  await desk.work();
  expect(desk.caseOf("erasure-1")).toMatchObject({ state: "awaiting_approval", review: { reason: null } });
  expect(desk.created("deletion")).toBe(0);
  await desk.send({ ...erasure, approved: true });
  await desk.work();
  expect(desk.caseOf("erasure-1")).toMatchObject({ state: "running" });
  await desk.pass(1);
  expect(desk.caseOf("erasure-1")).toMatchObject({ state: "verifying", open: true });
  expect(desk.inMixpanel(ANN.id)).toEqual({ events: 0, isProfile: false });
  expect(desk.inMixpanel(BOB.id)).toEqual({ events: 1, isProfile: true });
  await desk.pass(7);
  expect(desk.caseOf("erasure-1")).toMatchObject({ state: "closed", outcome: "erased", distinct_ids: [] });
  const { verifications, tasks, not_covered } = desk.evidenceOf("erasure-1");
  expect(verifications).toMatchObject([NOTHING_LEFT, NOTHING_LEFT]);
  expect(tasks).toMatchObject([{ outcome: "success", statuses: [{ status: "PENDING" }, { status: "SUCCESS" }] }]);
  expect(not_covered.join("\n")).toMatch(/Other projects/);
  expect(desk.created("deletion")).toBe(1);
});

test("P6, expectation 31: a person who comes back within the days of the second check is reported", async () => {
  const desk = await rig();
  await desk.add(ANN);
  await desk.send({ ...erasure, approved: true });
  await desk.work();
  await desk.pass(1);
  await desk.add(ANN);
  await desk.pass(7);
  expect(desk.caseOf("erasure-1")).toMatchObject({ state: "closed", outcome: "leftovers" });
  expect(desk.evidenceOf("erasure-1").verifications).toMatchObject([NOTHING_LEFT, { profiles_left: 1 }]);
  expect(desk.caseOf("erasure-1").message).toMatch(/\(profiles: 1, events: \d/);
});

test("P6: several profiles need the plan of their review, and a plan that no longer fits is asked anew", async () => {
  const desk = await rig();
  const shared = { request_id: "family", kind: "erasure", email: "home@example.com" };
  await desk.add({ id: "mother", email: shared.email });
  await desk.add({ id: "father", email: shared.email });
  await desk.send({ ...shared, approved: true });
  await desk.work();
  const first = desk.caseOf("family");
  expect(first).toMatchObject({ state: "awaiting_approval", review: { people: [{ match: "many" }] } });
  expect(first.message).toContain(first.review.plan);

  await desk.add({ id: "child", email: shared.email });
  await desk.send({ ...shared, approved: first.review.plan });
  await desk.work();
  const second = desk.caseOf("family");
  expect(second.state).toBe("awaiting_approval");
  expect(second.review.plan).not.toBe(first.review.plan);
  expect(desk.created("deletion")).toBe(0);

  await desk.send({ ...shared, approved: second.review.plan });
  await desk.work();
  await desk.pass(1);
  for (const id of ["mother", "father", "child"]) expect(desk.inMixpanel(id)).toEqual({ events: 0, isProfile: false });
});

test.each(["access", "erasure"])(
  "P6, expectation 23: an unknown person gets an answer and no task (%s)",
  async (kind) => {
    const desk = await rig();
    await desk.add(ANN);
    await desk.send({
      request_id: "nobody",
      kind,
      email: "nobody@example.com",
      ...(kind === "erasure" && { approved: true }),
    });
    await desk.work();
    expect(desk.caseOf("nobody")).toMatchObject({ state: "closed", outcome: "unknown_person" });
    expect(desk.caseOf("nobody").message).toMatch(/no task was created/);
    expect(desk.evidenceOf("nobody")).toMatchObject({ request_id: "nobody", tasks: [] });
    expect([desk.created("deletion"), desk.created("retrieval")]).toEqual([0, 0]);
  },
);

test("P6, expectation 26: the same webhook twice, also between runs, starts one task", async () => {
  const desk = await rig();
  await desk.add(BOB);
  await Promise.all([desk.send(access), desk.send(access)]);
  await desk.work();
  await desk.send(access);
  await desk.work();
  await desk.pass(1);
  expect(await desk.send(access)).toMatchObject({ status: 200, body: { status: "known" } });
  await desk.work();
  expect(desk.created("retrieval")).toBe(1);
});

test("P6, expectation 24: a crash between a task's creation and its follow-up loses no task", async () => {
  const desk = await rig();
  await desk.add(BOB);
  await desk.send(access);
  // The process ends after the tasks were stored, so the platform keeps no state of the execution.
  await expect(desk.work({ killAfter: ({ state }) => state === "running" })).rejects.toThrow("killed");
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running" });
  await desk.pass(1);
  expect(desk.caseOf("access-1")).toMatchObject({ outcome: "delivered" });
  expect(desk.created("retrieval")).toBe(1);
});

test("P6, expectation 24: a task is not lost if the customer's system is down when it has been created", async () => {
  const desk = await rig();
  await desk.add(BOB);
  await desk.send(access);
  desk.customer.fail((method, path) => method === "PUT" && path.endsWith("/case") && desk.created("retrieval") > 0);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "submitting" });
  desk.customer.fail(() => false);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running" });
  await desk.pass(1);
  expect(desk.caseOf("access-1")).toMatchObject({ outcome: "delivered" });
  expect(desk.created("retrieval")).toBe(1);
});

test("P6, expectation 24: a task whose ID was lost with the response is said to be, and the request is sent again", async () => {
  const desk = await rig();
  await desk.add(BOB);
  desk.sandbox.faults.add({ kind: "reset", operationId: "create-retrieval", afterProcessing: true, count: 1 });
  await desk.send(access);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "submitting", problem: expect.stringMatching(/ID was lost/) });
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running", problem: null });
  await desk.pass(1);
  expect(desk.caseOf("access-1")).toMatchObject({ outcome: "delivered" });
});

test("P6, expectation 29: an archive that could not be handed over is handed over by the next run", async () => {
  const desk = await rig();
  await desk.add(BOB);
  await desk.send(access);
  await desk.work();
  desk.customer.fail((_method, path) => path.includes("/archives/"));
  await desk.pass(1);
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running", open: true });
  expect(desk.caseOf("access-1").problem).toMatch(/^Endpoint: got the status 503 to PUT/);
  desk.customer.fail(() => false);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ outcome: "delivered", problem: null });
});

test("P6, expectation 34: an expired GDPR token tells the customer what to do, and the request goes on with a new one", async () => {
  const desk = await rig();
  await desk.add(BOB);
  desk.expireToken(true);
  await desk.send(access);
  await desk.work();
  expect(desk.caseOf("access-1").problem).toMatch(/GDPR Token.*(expired|new)/is);
  expect(desk.logs.join("\n")).toContain("Request access-1: got stuck at submitting");
  desk.expireToken(false);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running", problem: null });
});

test("P6, expectation 28: after hours of 429, later runs send the request", async () => {
  const desk = await rig({ connection: { maxRetries: "0" } });
  await desk.add(BOB);
  await desk.settings({ refusal: { kind: "rate", forMs: 3 * 3_600_000 } });
  await desk.send(access);
  await desk.work();
  expect(desk.caseOf("access-1")).toMatchObject({ state: "submitting", open: true });
  expect(desk.caseOf("access-1").problem).not.toBeNull();
  await desk.pass(2, 2);
  expect(desk.caseOf("access-1")).toMatchObject({ outcome: "delivered" });
});

test.each(["FAILURE", "REVOKED"])(
  "P6, expectation 25: a task that ends with %s closes the case, and says so",
  async (outcome) => {
    const desk = await rig();
    await desk.add(BOB);
    await desk.settings({ outcome });
    await desk.send(access);
    await desk.work();
    await desk.pass(1);
    expect(desk.caseOf("access-1")).toMatchObject({ state: "closed", outcome: "failed" });
    expect(desk.evidenceOf("access-1").tasks).toMatchObject([{ outcome: outcome.toLowerCase() }]);
  },
);

test.each([
  ["REVIEWING", "unknown"],
  ["UNKNOWN", "unknown"],
  ["NOT_FOUND", "not_found"],
])(
  "P6, expectation 25: %s is neither done nor endless: it may pass, and after a week of it the case is closed",
  async (status, outcome) => {
    const desk = await rig();
    await desk.add(BOB);
    await desk.settings({ outcome: status });
    await desk.send(access);
    await desk.work();
    await desk.pass(2);
    expect(desk.caseOf("access-1")).toMatchObject({ state: "running", open: true });
    await desk.pass(7);
    expect(desk.caseOf("access-1")).toMatchObject({ state: "closed", outcome: "failed" });
    expect(desk.evidenceOf("access-1").tasks).toMatchObject([{ outcome }]);
  },
);

test("P6: one case that cannot go on, such as with evidence that somebody has changed, does not hold up the others", async () => {
  const desk = await rig();
  await desk.add(BOB);
  await desk.send({ ...access, request_id: "changed" });
  await desk.work();
  desk.caseOf("changed").evidence.tasks = [];
  await desk.send(access);
  expect(await desk.work()).toMatchObject({ open: 2, problems: 1 });
  expect(desk.caseOf("changed")).toMatchObject({
    state: "running",
    problem: expect.stringMatching(/^Evidence: .*changed/),
  });
  expect(desk.caseOf("access-1")).toMatchObject({ state: "running" });
});

test("P6, expectation 33: no log, case or evidence has a secret or a link; log and evidence have no person either", async () => {
  const desk = await rig();
  await desk.add(ANN);
  await desk.add(BOB);
  await desk.send(access);
  await desk.send({ ...erasure, approved: true });
  await desk.work();
  await desk.pass(1);
  await desk.pass(7);
  const [logs, evidence] = [
    desk.logs.join("\n"),
    JSON.stringify([desk.evidenceOf("access-1"), desk.evidenceOf("erasure-1")]),
  ];
  const cases = JSON.stringify([desk.caseOf("access-1"), desk.caseOf("erasure-1")]);
  expect(evidence).toMatch(/hmac-sha256.*hmac-sha256/);
  for (const text of [logs, evidence, cases]) {
    for (const secret of [...Object.values(SECRETS), "/retrievals/"]) expect(text).not.toContain(secret);
    for (const person of [ANN.id, BOB.id, "people.example", "home.example"])
      expect(text.toLowerCase()).not.toContain(person);
  }
});
