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

const erasure = { request_id: "ticket-1", kind: "erasure", email: "ann@example.com" };

test("P6: a request is in the customer's system when the caller gets its 202, and the same call again changes nothing", async () => {
  const desk = await rig();
  expect(await desk.send(erasure)).toEqual({ status: 202, body: { request_id: "ticket-1", status: "registered" } });
  const kept = desk.customer.requests.get("ticket-1")?.request;
  expect(kept).toMatchObject({ ...erasure, regulation: "GDPR", approved: false });
  expect(await desk.send(erasure)).toEqual({ status: 200, body: { request_id: "ticket-1", status: "known" } });
  expect(desk.customer.requests.get("ticket-1")?.request).toEqual(kept);
});

test("P6: ten equal calls at once register one request", async () => {
  const desk = await rig();
  const responses = await Promise.all(Array.from({ length: 10 }, () => desk.send(erasure)));
  expect(responses.filter(({ body }) => body.status === "registered")).toHaveLength(1);
  expect(responses.filter(({ body }) => body.status === "known")).toHaveLength(9);
});

test("P6: the same ID for another person is refused, and the first request stays", async () => {
  const desk = await rig();
  await desk.send(erasure);
  expect(await desk.send({ ...erasure, email: "bob@example.com" })).toMatchObject({ status: 409 });
  expect(desk.customer.requests.get("ticket-1")?.request.email).toBe("ann@example.com");
});

test("P6: an approval keeps the request and the time at which it came; a later call does not take it back", async () => {
  const desk = await rig();
  await desk.send({ ...erasure, received_at: "2026-01-02T03:04:05Z" });
  expect(await desk.send({ ...erasure, approved: true })).toMatchObject({ status: 202, body: { status: "approved" } });
  await desk.send(erasure);
  const kept = desk.customer.requests.get("ticket-1")?.request;
  expect(kept).toMatchObject({ approved: true, received_at: "2026-01-02T03:04:05Z" });
});

test("P6: what is no request is refused with the reason, and reaches no other system", async () => {
  const desk = await rig();
  expect(await desk.send({ ...erasure, kind: "forget" })).toMatchObject({ status: 400, body: { status: "refused" } });
  expect(await desk.send("{not json")).toMatchObject({ status: 400 });
  expect(await desk.send(JSON.stringify(erasure), { "Content-Type": "text/plain" })).toMatchObject({ status: 400 });
  expect([desk.customer.requests.size, desk.failures]).toEqual([0, []]);
});

test("P6: while the customer's system is down the caller gets 503, so that it sends the request again", async () => {
  const desk = await rig();
  desk.customer.fail(() => true);
  expect(await desk.send(erasure)).toMatchObject({ status: 503, body: { status: "refused" } });
  desk.customer.fail(() => false);
  expect(await desk.send(erasure)).toMatchObject({ status: 202 });
});

test.each(["http://example.com/privacy", "ftp://example.com", "example.com", ""])(
  "P6: no person goes to the address %p, which is not https",
  async (Endpoint) => {
    const desk = await rig({ configVars: { Endpoint } });
    expect(await desk.send(erasure)).toMatchObject({ status: 503 });
    expect(desk.logs.join("\n")).toContain("Endpoint: got an address that is not https");
  },
);

test("P6: neither the log nor what the platform stores of a call has the person or a secret", async () => {
  const desk = await rig();
  const headers = { "Content-Type": "application/json", "Api-Key": "key-of-the-webhook" };
  await desk.send({ ...erasure, user_id: "user-007", requester: "lawyer@example.com" }, headers);
  await desk.send({ ...erasure, email: "ann@example.com ", user_id: "user-008" });
  const written = desk.logs.join("\n");
  expect(written).toContain("ticket-1");
  for (const secret of [...Object.values(SECRETS), "ann@example.com", "user-00", "lawyer@", headers["Api-Key"]])
    expect(written).not.toContain(secret);
});
