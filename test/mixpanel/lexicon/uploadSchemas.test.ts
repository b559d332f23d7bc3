import { MixpanelClient } from "../../../src/mixpanel/client";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { timeLimitMs } from "../../../src/mixpanel/http/timeLimits";
import { type UploadOptions, uploadSchemas } from "../../../src/mixpanel/lexicon/uploadSchemas";
import { Limiters } from "../../../src/mixpanel/limits/limiter";
import { recordSource } from "../../../src/mixpanel/records/source";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

/** Two of them are as much as Lexicon updates in a minute. */
const entry = (i: number) => ({
  entityType: "event",
  name: `e${i}`,
  schemaJson: {
    properties: Object.fromEntries(Array.from({ length: 1_999 }, (_, p) => [`p${p}`, { type: "string" }])),
  },
});
const entries = (count: number) => Array.from({ length: count }, (_, i) => entry(i));
const namesIn = (body: unknown): unknown[] => Object(body).entries.map(({ name }: { name: string }) => name);

const ok = { status: "ok", results: { added: 2, deleted: 0 } };

interface Setting extends Partial<UploadOptions> {
  maxRetries?: number;
  /** The time limit of the step. */
  limitMs?: number;
  rateShare?: number;
}

function start(server: LocalServer, { maxRetries = 0, limitMs, rateShare, ...options }: Setting = {}) {
  const time = fakeTime();
  const client = new MixpanelClient({
    credentials: { username: "user", password: "secret" },
    projectId: "12",
    apiHost: server.url,
    limiters: new Limiters(),
    rateShare,
    transport: {
      ...time.options,
      retry: { ...DEFAULT_RETRY, maxRetries },
      ...(limitMs === undefined ? {} : { deadline: START_MS + limitMs }),
    },
  });
  const upload = (schemas: Parameters<typeof uploadSchemas>[1]) =>
    uploadSchemas(client, schemas, { truncate: false, ...options });
  return { upload, waits: time.waits };
}

/** Answers the requests with these numbers, counted from 1, with an error. */
const failingAt = (failing: readonly number[], status = 500) =>
  serve((response, _request, number) =>
    failing.includes(number)
      ? sendJson(response, { status: "error", error: "entries are wrong" }, status)
      : sendJson(response, ok),
  );

test("M1: an upload is split by the entries a minute takes, waits for its turns, and adds the counts up", async () => {
  const server = await failingAt([]);
  const { upload, waits } = start(server);
  expect(await upload(entries(5))).toEqual({
    status: "ok",
    results: { added: 6, deleted: 0 },
    uploaded: 5,
    requests: 3,
    resume_from: null,
    stopped_by: null,
  });
  expect(server.received.map((request) => namesIn(jsonOf(request)))).toEqual([["e0", "e1"], ["e2", "e3"], ["e4"]]);
  expect(waits).toEqual([60_000, 60_000]);
});

test("M1: an upload keeps to the connection's share of the limit", async () => {
  const server = await failingAt([]);
  const { upload, waits } = start(server, { rateShare: 0.5 });
  expect(await upload(entries(2))).toMatchObject({ requests: 2 });
  expect(waits).toEqual([60_000]);
});

test("M5: the dictionary is deleted before the first entries alone", async () => {
  const server = await failingAt([]);
  await start(server, { truncate: true }).upload(entries(4));
  expect(server.received.map((request) => Object(jsonOf(request)).truncate)).toEqual([true, undefined]);
});

test("M5: an empty file with a truncation deletes nothing", async () => {
  const server = await failingAt([]);
  const failure = await failureOf(start(server, { truncate: true }).upload(recordSource("Schemas", "")));
  expect(failure).toMatchObject({ code: "invalid_input", input: "Schemas" });
  expect(server.received).toHaveLength(0);
});

test("M1: a failure between requests names the entries that are missing, and where to resume", async () => {
  const server = await failingAt([2]);
  const failure = await failureOf(start(server, { truncate: true }).upload(entries(5)));
  expect(failure).toMatchObject({ code: "server_error", happened: expect.not.stringContaining("Resume From") });
  expect(failure.message).toContain("The failed request had the entries from position 2 to 3 (counted from 0).");
  expect(failure.message).toContain("2 entries were uploaded (added: 2, deleted: 0).");
  expect(failure.message).toContain("run the step again with Resume From 2 and with Truncate turned off");
  const rest = await start(server, { resumeFrom: 2 }).upload(entries(5));
  expect(rest).toMatchObject({ uploaded: 3, resume_from: null });
  expect(server.received.slice(2).flatMap((request) => namesIn(jsonOf(request)))).toEqual(["e2", "e3", "e4"]);
});

test("M1: a first request that is rejected says that nothing is uploaded", async () => {
  const server = await failingAt([1], 400);
  const failure = await failureOf(start(server).upload(entries(3)));
  expect(failure).toMatchObject({ code: "validation_failed", status: 400 });
  expect(failure.message).toContain("position 0 to 1 (counted from 0). No entry was confirmed as uploaded");
  expect(server.received).toHaveLength(1);
});

test("M1: a temporary failure is retried, as a schema replaces itself", async () => {
  const server = await failingAt([1]);
  expect(await start(server, { maxRetries: 1 }).upload(entries(1))).toMatchObject({ uploaded: 1, requests: 1 });
  expect(server.received).toHaveLength(2);
});

test("M1: an upload that would wait beyond the time limit says where the next run begins", async () => {
  const server = await failingAt([]);
  const { upload, waits } = start(server, { limitMs: 90_000, resumeFrom: 1 });
  expect(await upload(entries(7))).toMatchObject({
    uploaded: 4,
    requests: 2,
    resume_from: 5,
    stopped_by: "time",
  });
  expect(waits).toEqual([60_000]);
  expect(server.received).toHaveLength(2);
});

test("M1: a wrong entry far down a file stops there, and says what is uploaded", async () => {
  const server = await failingAt([]);
  const lines = [...entries(3), { entityType: "event", schemaJson: {} }].map((one) => JSON.stringify(one)).join("\n");
  const failure = await failureOf(start(server).upload(recordSource("Schemas", lines)));
  expect(failure).toMatchObject({ input: "Schemas" });
  expect(failure.message).toContain("an entry without name at position 3 (counted from 0)");
  expect(failure.message).toContain("2 entries were uploaded");
  expect(failure.message).toContain("Resume From 2");
});

test("M1: a list is checked as a whole before anything is sent", async () => {
  const server = await failingAt([]);
  await failureOf(start(server).upload([...entries(3), { entityType: "event", schemaJson: {} }]));
  expect(server.received).toHaveLength(0);
});

test("M1: a request has the two minutes that Mixpanel gives it, and a little more for the response", () => {
  const limitMs = timeLimitMs(new URL("https://mixpanel.com/api/app/projects/12/schemas"));
  expect(limitMs).toBeGreaterThan(120_000);
  expect(limitMs).toBeLessThan(150_000);
});
