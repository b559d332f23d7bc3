import { createHash } from "node:crypto";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runInSandbox } from "../../support/inSandbox";

const HOUR_MS = 3_600_000;
const FIELDS = { projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" };

let sandbox: Sandbox;
beforeAll(async () => {
  const events = [
    { event: "Signed Up", properties: { time: 1_704_100_000, distinct_id: "user-1", $insert_id: "insert-1" } },
  ];
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1, events, profiles: { "user-1": { plan: "pro" } } }] },
  });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const run = (key: string, params: Record<string, unknown>) => runInSandbox(sandbox, key, params, FIELDS);

/** Sets how the sandbox's privacy API behaves. */
async function behave(settings: object): Promise<void> {
  const response = await fetch(`${sandbox.url}/_sandbox/gdpr`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(settings),
  });
  expect(await response.json()).toMatchObject({ project_id: 1 });
}

/** A retrieval that has succeeded. @returns its ID */
async function finished(settings: object): Promise<string> {
  await behave(settings);
  const { tracking_id } = await run("createRetrieval", { distinct_ids: ["user-1"] });
  sandbox.clock.advance(25 * HOUR_MS);
  return tracking_id;
}

describe("P4, expectation 29: over HTTP", () => {
  test.each([
    ["zip", {}, "zip", "application/zip"],
    ["zip", { shape: "prose", quotedLink: true }, "zip", "application/zip"],
    ["zip", { link: "destination_url", chunked: true }, "zip", "application/zip"],
    ["zipCrypto", {}, "encrypted_zip", "application/zip"],
    ["aes", {}, "encrypted_zip", "application/zip"],
    ["noEntries", {}, "empty", "application/zip"],
    ["empty", {}, "empty", "application/octet-stream"],
    ["noZip", {}, "not_a_zip", "application/octet-stream"],
  ])("%s with %j is delivered, and said to be %s", async (archive, settings, kind, contentType) => {
    const tracking_id = await finished({ ...settings, archive });
    const { file, ...said } = await run("downloadRetrieval", { tracking_id });
    const data = Buffer.from(file.data);
    expect(said).toMatchObject({
      ready: true,
      archive: kind,
      bytes: data.length,
      sha256: createHash("sha256").update(data).digest("hex"),
    });
    expect(file.contentType).toBe(contentType);
  });

  test("a retrieval that runs is no error, and its archive comes later", async () => {
    const { tracking_id } = await run("createRetrieval", { distinct_ids: ["user-1"] });
    expect(await run("downloadRetrieval", { tracking_id })).toMatchObject({ ready: false, task_status: "PENDING" });
    sandbox.clock.advance(25 * HOUR_MS);
    expect(await run("downloadRetrieval", { tracking_id })).toMatchObject({ ready: true, archive: "zip" });
  });

  test("a link that has expired is asked for anew, once", async () => {
    const tracking_id = await finished({ deadLinks: 1 });
    expect(await run("downloadRetrieval", { tracking_id })).toMatchObject({ ready: true, link_renewed: true });
    await behave({ deadLinks: 2, deadLinkStatus: 410 });
    await expect(run("downloadRetrieval", { tracking_id })).rejects.toThrow("a new link, which is dead, too");
    await behave({ linkLifetimeMs: HOUR_MS });
    const { download_url: downloadLink } = await run("getRetrieval", { tracking_id });
    sandbox.clock.advance(2 * HOUR_MS);
    expect(await run("downloadRetrieval", { tracking_id, downloadLink })).toMatchObject({ link_renewed: true });
  });

  test("an archive beyond Max File Size fails", async () => {
    const tracking_id = await finished({ extraBytes: 1_000_000 });
    await expect(run("downloadRetrieval", { tracking_id, maxFileMegabytes: 1 })).rejects.toThrow("Max File Size, 1 MB");
    expect(await run("downloadRetrieval", { tracking_id, maxFileMegabytes: 2 })).toMatchObject({ archive: "zip" });
  });
});
