import { createHash } from "node:crypto";
import { beginEvidence } from "../../../src/mixpanel/privacy/evidence";
import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { runAction } from "../../support/harness";
import { leaksIn } from "../../support/leaks";
import { useWire } from "../../support/wire";
import { anotherToken, privacyRequest, TRACKING_ID } from "./privacy";

const LINK = "https://storage.example.com/exports/9871287366712.zip?signature=abcdefghijklmnop";
const none = { archive: null, sha256: null, bytes: null, downloaded_at: null, link_renewed: false, file: null };
const pending = { status: "PENDING", results: "", distinct_ids: ["user-1"] };

describeAction({
  key: "downloadRetrieval",
  params: { tracking_id: TRACKING_ID },
  request: privacyRequest("GET", "retrievals", TRACKING_ID),
  reply: { body: { status: "ok", results: pending } },
  result: {
    ready: false,
    tracking_id: TRACKING_ID,
    task_status: "PENDING",
    message: "The retrieval has not ended. Run this step again later.",
    ...none,
  },
  optional: [anotherToken, ["maxFileMegabytes", "1", {}], ["downloadLink", "", {}], ["evidence", "", {}]],
  steering: ["maxFileMegabytes", "downloadLink", "evidence"],
  refusals: [
    ["P4: neither ID nor link", { tracking_id: "" }, "Tracking ID"],
    ["P4: an ID that has lost digits", { tracking_id: Number(TRACKING_ID) }, "Tracking ID"],
    ["P4: an http link", { downloadLink: LINK.replace("https", "http") }, "Download Link"],
    ["P4: a link to this machine", { downloadLink: "https://localhost/archive.zip" }, "Download Link"],
    ["P4: a link with a password", { downloadLink: "https://a:b@storage.example.com/" }, "Download Link"],
    ["P4: a link of another scheme", { downloadLink: "ftp://storage.example.com/a.zip" }, "Download Link"],
    ["P4: text in place of a link", { downloadLink: "archive.zip" }, "Download Link"],
    ["P4: evidence that is none", { evidence: '{"a": 1}' }, "Evidence"],
  ],
});

describe("P4, expectation 29: downloadRetrieval", () => {
  const wire = useWire("storage.example.com", "other.example.com");
  const task = (results: object) => ({ body: { status: "ok", results } });
  const done = task({ status: "SUCCESS", results: LINK });
  const run = (params: object = { tracking_id: TRACKING_ID }, debug = true) =>
    runAction("downloadRetrieval", { connection: connections.full, params: { ...params }, debug });
  const secrets = [LINK, "9871287366712", "abcdefghijklmnop"];

  test("asks for the link, and downloads the file without credentials", async () => {
    wire.current.reply(done, { body: "no zip" });
    const outcome = await run();
    expect(outcome).toMatchObject({
      value: {
        data: {
          ready: true,
          task_status: "SUCCESS",
          archive: "not_a_zip",
          sha256: createHash("sha256").update("no zip").digest("hex"),
          bytes: 6,
          link_renewed: false,
          file: { data: Buffer.from("no zip"), contentType: "application/octet-stream" },
        },
      },
    });
    const { host, path, query, headers } = wire.current.last;
    expect({ host, path, query }).toEqual({
      host: "storage.example.com",
      path: "/exports/9871287366712.zip",
      query: { signature: "abcdefghijklmnop" },
    });
    expect(headers).toEqual({ accept: "*/*", "accept-encoding": "identity", "user-agent": expect.any(String) });
    expect(leaksIn(outcome, secrets)).toEqual([]);
  });

  test.each(["FAILURE", "REVOKED", "NOT_FOUND", "UNKNOWN", "SUCCESS"])(
    "says that a retrieval with the status %s and no link has no archive",
    async (status) => {
      wire.current.reply(task({ status, results: "" }));
      expect(await run()).toMatchObject({
        value: { data: { ...none, ready: false, task_status: status, message: expect.stringMatching(/\w+/) } },
      });
    },
  );

  test.each([401, 403, 404, 410])("asks once for a new link if the link is dead with %i", async (status) => {
    wire.current.reply(done, { status, body: LINK }, done, { body: "" });
    expect(await run()).toMatchObject({ value: { data: { ready: true, archive: "empty", link_renewed: true } } });
    wire.current.reply(done, { status, body: LINK }, done, { status, body: LINK });
    const outcome = await run();
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining("a new link, which is dead, too") } });
    expect(leaksIn(outcome, secrets)).toEqual([]);
  });

  test("asks for a new link in place of a given one that is dead, if it has the ID", async () => {
    wire.current.reply({ status: 403, body: "" });
    expect(await run({ downloadLink: LINK })).toMatchObject({
      error: { message: expect.stringContaining("Fill in Tracking ID") },
    });
    wire.current.reply({ status: 403, body: "" }, done, { body: "PK" });
    expect(await run({ downloadLink: LINK, tracking_id: TRACKING_ID })).toMatchObject({
      value: { data: { ready: true, link_renewed: true, bytes: 2 } },
    });
    wire.current.reply({ status: 403, body: "" }, task({ status: "NOT_FOUND", results: "" }));
    expect(await run({ downloadLink: LINK, tracking_id: TRACKING_ID })).toMatchObject({
      value: { data: { ready: false, task_status: "NOT_FOUND", link_renewed: true } },
    });
  });

  test("follows redirects to other https links, without credentials", async () => {
    const location = "https://other.example.com/moved?signature=qrstuvwxyz";
    wire.current.reply(done, { status: 307, headers: { location }, body: "" }, { body: "file" });
    expect(await run()).toMatchObject({ value: { data: { ready: true, bytes: 4 } } });
    expect(wire.current.last).toMatchObject({ host: "other.example.com", path: "/moved" });
    expect(wire.current.last.headers).not.toHaveProperty("authorization");
  });

  test.each([
    ["http", "http://other.example.com/moved", "a link that is not https"],
    ["this machine", "https://127.0.0.1/moved", "a link to this machine"],
    ["another scheme", "file:///etc/passwd", "a link that is not https"],
    ["a link with a password", "https://a:b@other.example.com/", "a user name or password"],
  ])("does not follow a redirect to %s", async (_what, location, message) => {
    wire.current.reply(done, { status: 302, headers: { location }, body: "" });
    expect(await run()).toMatchObject({ error: { message: expect.stringContaining(message) } });
    expect(wire.current.requests).toHaveLength(2);
  });

  test("does not follow redirects for ever", async () => {
    const again = { status: 302, headers: { location: LINK }, body: "" };
    wire.current.reply(done, again, again, again, again, again, again);
    expect(await run()).toMatchObject({ error: { message: expect.stringContaining("more than 5 times") } });
  });

  test("fails with a file that is larger than Max File Size, and never holds it", async () => {
    wire.current.reply(done, { body: "x".repeat(1_000_001) });
    expect(await run({ tracking_id: TRACKING_ID, maxFileMegabytes: "1" })).toMatchObject({
      error: { code: "too_large", message: expect.stringContaining("larger than Max File Size, 1 MB") },
    });
  });

  test("P4, expectation 33: adds the archive to the evidence, without the link", async () => {
    const request = { request_id: "r", kind: "retrieval", compliance_type: "GDPR", subjects: [] } as const;
    const evidence = beginEvidence(request, { tasks: [], not_covered: [], nowMs: 0 });
    wire.current.reply(done, { body: "no zip" });
    const outcome = await run({ tracking_id: TRACKING_ID, evidence });
    expect(outcome).toMatchObject({
      value: { data: { evidence: { archives: [{ tracking_id: TRACKING_ID, bytes: 6, encrypted: false }] } } },
    });
    expect(leaksIn(outcome, secrets)).toEqual([]);
    wire.current.reply(task(pending));
    expect(await run({ tracking_id: TRACKING_ID, evidence })).toMatchObject({ value: { data: { evidence } } });
  });
});
