import { TextWriter, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import fc from "fast-check";
import { encryptedZip } from "../src/routes/manage/gdpr/encryptedZip";
import { DELETIONS, GdprClient, RETRIEVALS } from "./gdprClient";
import { DAY_MS, START_MS } from "./managementClient";

let gdpr: GdprClient;
beforeAll(async () => {
  gdpr = await GdprClient.start();
});
beforeEach(() => gdpr.api.reset());
afterAll(() => gdpr.api.sandbox.close());

/** A retrieval of Ann's data that has finished. */
async function finished(settings: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<string> {
  await gdpr.importPeople();
  const id = await gdpr.idOf(RETRIEVALS, ["ann"], more);
  gdpr.api.sandbox.clock.advance(DAY_MS);
  await gdpr.behave(settings);
  return gdpr.link(id);
}

async function bytesOf(link: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(link)).arrayBuffer());
}

/** The entries of an archive as another library reads them: name -> content. */
async function unzipped(bytes: Uint8Array, password?: string): Promise<Record<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true, password });
  const files: Record<string, string> = {};
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) files[entry.filename] = await entry.getData(new TextWriter());
  }
  await reader.close();
  return files;
}

describe("P7: archives", () => {
  test.each([
    ["zipCrypto", 0],
    ["aes", 99],
  ])("encrypted with %s have the flag of encryption, and open with the project secret", async (archive, method) => {
    const plain = await unzipped(await bytesOf(await finished()));
    gdpr.api.reset();
    const bytes = await bytesOf(await finished({ archive }));
    expect([bytes.readUInt16LE(6) & 1, bytes.readUInt16LE(8)]).toEqual([1, method]);
    expect(await unzipped(bytes, "sandbox-project-secret")).toEqual(plain);
    expect(plain["people.json"]).toContain('"ann"');
    await expect(unzipped(bytes, "wrong")).rejects.toThrow("Invalid password");
  });

  test("have the password that is asked for", async () => {
    const bytes = await bytesOf(await finished({ archive: "aes", archivePassword: "s3cret ü" }));
    expect(Object.keys(await unzipped(bytes, "s3cret ü"))).toEqual(["events.json", "people.json"]);
  });

  test("without entries are valid, and others are empty or no zip", async () => {
    const link = await finished({ archive: "noEntries" });
    expect(await unzipped(await bytesOf(link))).toEqual({});
    await gdpr.behave({ archive: "empty" });
    expect(await bytesOf(link)).toHaveLength(0);
    await gdpr.behave({ archive: "noZip" });
    expect((await bytesOf(link)).toString()).toMatch(/^<!DOCTYPE html>/);
  });

  test.each(["zip", "zipCrypto", "aes"])("can be made larger: %s", async (archive) => {
    const bytes = await bytesOf(await finished({ archive, extraBytes: 300_000 }));
    expect(bytes.length).toBeGreaterThan(300_000);
    expect((await unzipped(bytes, "sandbox-project-secret"))["extra.bin"]).toHaveLength(300_000);
  });

  test("after CCPA cover the last year, and after GDPR everything", async () => {
    await gdpr.importPeople(["ann"], START_MS - 400 * DAY_MS);
    const events = async (compliance_type: string) =>
      (await unzipped(await bytesOf(await finished({}, { compliance_type }))))["events.json"]?.split("\n").length;
    const [gdprLines = 0, ccpaLines] = [await events("GDPR"), await events("CCPA")];
    expect(ccpaLines).toBe(gdprLines - 1);
  });

  test("keep what a deletion of the same moment erased", async () => {
    await gdpr.importPeople();
    await gdpr.idOf(DELETIONS);
    const id = await gdpr.idOf(RETRIEVALS);
    gdpr.api.sandbox.clock.advance(DAY_MS);
    expect(await gdpr.exported()).toEqual(["bob"]);
    expect((await unzipped(await bytesOf(await gdpr.link(id))))["events.json"]).toContain('"ann"');
  });
});

describe("P7: downloads", () => {
  test("announce their length, or are chunked if asked for", async () => {
    const link = await finished({ extraBytes: 200_000 });
    const whole = await fetch(link);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get("content-length")).toBe(String(bytes.length));
    await gdpr.behave({ extraBytes: 200_000, chunked: true });
    const chunked = await fetch(link);
    expect([chunked.headers.get("content-length"), chunked.headers.get("transfer-encoding")]).toEqual([
      null,
      "chunked",
    ]);
    expect(Buffer.from(await chunked.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("are cut off in the middle by faults, with and without a sign of it", async () => {
    const link = await finished({ extraBytes: 200_000 });
    const size = (await bytesOf(link)).length;
    gdpr.api.sandbox.faults.add({ kind: "truncate", operationId: "download-retrieval" });
    await expect(bytesOf(link)).rejects.toThrow("terminated");
    gdpr.api.sandbox.faults.add({ kind: "halfJson", operationId: "download-retrieval" });
    expect(await bytesOf(link)).toHaveLength(Math.floor(size / 2));
    expect(await bytesOf(link)).toHaveLength(size);
  });

  test("stall in the middle: half of the promised bytes arrive, and the connection stays open", async () => {
    const link = await finished({ extraBytes: 200_000, chunked: true });
    gdpr.api.sandbox.faults.add({ kind: "stallMidway", operationId: "download-retrieval" });
    const gone = new AbortController();
    const response = await fetch(link, { signal: gone.signal });
    const size = Number(response.headers.get("content-length"));
    const reader = response.body?.getReader();
    let received = 0;
    while (received < Math.floor(size / 2)) received += (await reader?.read())?.value?.length ?? size;
    expect(received).toBe(Math.floor(size / 2));
    const next = reader?.read();
    gone.abort();
    await expect(next).rejects.toThrow("aborted");
    expect((await fetch(link)).status).toBe(200);
  });

  test("are slow or fail if a fault says so", async () => {
    const link = await finished();
    gdpr.api.sandbox.faults.add({ kind: "slow", delayMs: 1, path: "/retrievals" });
    gdpr.api.sandbox.faults.add({ kind: "status", status: 503, operationId: "download-retrieval" });
    expect([(await fetch(link)).status, (await fetch(link)).status, (await fetch(link)).status]).toEqual([
      200, 503, 200,
    ]);
    expect(gdpr.api.sandbox.requests.list({ operationId: "download-retrieval" }).map(({ fault }) => fault)).toEqual([
      "slow",
      "status",
      null,
    ]);
  });
});

test("P7: whatever the files and the password, another library reads what was encrypted", async () => {
  const files = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}\.json$/),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    {
      noNullPrototype: true,
    },
  );
  const password = fc.string({ minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(files, password, fc.constantFrom("zipCrypto", "aes"), async (texts, secret, encryption) => {
      const bytes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
      expect(await unzipped(encryptedZip(bytes, secret, encryption), secret)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});
