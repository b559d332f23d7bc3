import { gunzipSync, gzipSync } from "node:zlib";
import { exportFile } from "../../../src/mixpanel/export/file";
import { failureOf } from "../../support/failure";
import { closeServers } from "../../support/localServer";
import { clientOf, closeSandboxes, eventsOf, idsOf, linesOf, sandboxWith, serveExports } from "./exportSource";

afterEach(async () => {
  await closeSandboxes();
  await closeServers();
});

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-04" };
const ONE_DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };
const MAX_BYTES = 10_000_000;
const all = eventsOf(4, 1_000);
const idsOfText = (text: string) =>
  idsOf(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );

describe.each([
  ["file", false],
  ["compressed file", true],
])("a %s", (_, compress) => {
  const read = (file: Buffer) => (compress ? gunzipSync(file) : file).toString("utf8");

  test.each([true, false])("holds every event once, one a line (gzip on the wire %s)", async (gzip) => {
    const sandbox = await sandboxWith(all);
    const options = { compress, maxBytes: MAX_BYTES, windowDays: 2, gzip };
    expect(idsOfText(read(await exportFile(clientOf(sandbox.url).client, DAYS, options)))).toEqual(idsOf(all));
  });

  test.each(["truncate", "terminatedEarly", "halfLine"] as const)(
    "removes the events of a window that was interrupted by %s",
    async (kind) => {
      const sandbox = await sandboxWith(all, {
        faults: [{ kind, operationId: "raw-event-export", after: 1, afterLines: 700 }],
      });
      const file = await exportFile(clientOf(sandbox.url).client, DAYS, {
        compress,
        maxBytes: MAX_BYTES,
        windowDays: 2,
      });
      expect(idsOfText(read(file))).toEqual(idsOf(all));
    },
  );

  test("is rejected if it is too large, and the error says which days fit", async () => {
    const sandbox = await sandboxWith(all);
    const { client } = clientOf(sandbox.url);
    const one = await exportFile(
      client,
      { ...DAYS, to_date: "2024-01-03" },
      { compress, maxBytes: MAX_BYTES, windowDays: 1 },
    );
    const error = await failureOf(exportFile(client, DAYS, { compress, maxBytes: one.length, windowDays: 1 }));
    expect(error).toMatchObject({
      code: "too_large",
      message: expect.stringContaining("download the rest as another file with From Date 2024-01-04"),
    });
  });

  test("ends the last line of each window, where the answer does not", async () => {
    const windows = [all.slice(0, 1), all.slice(1, 2)].map((events) => linesOf(events).trimEnd());
    const server = await serveExports(...windows.map((text) => (compress ? gzipSync(text) : text)));
    const two = { from_date: "2024-01-01", to_date: "2024-01-02" };
    const file = await exportFile(clientOf(server.url).client, two, { compress, maxBytes: MAX_BYTES, windowDays: 1 });
    expect(read(file)).toBe(linesOf(all.slice(0, 2)));
  });

  test("of no events is an empty file of its kind", async () => {
    const server = await serveExports();
    const file = await exportFile(clientOf(server.url).client, DAYS, { compress, maxBytes: MAX_BYTES });
    expect(read(file)).toBe("");
  });
});

test.each([
  ["a range of one day", ONE_DAY, undefined],
  ["a window of one day", DAYS, 1],
])("%s that does not fit is not to be made shorter", async (_, range, windowDays) => {
  const server = await serveExports(linesOf(all), linesOf(all));
  const tooLarge = (compress: boolean) =>
    failureOf(exportFile(clientOf(server.url).client, range, { compress, maxBytes: 10, windowDays }));
  expect((await tooLarge(false)).message).toBe(
    "downloadData: the file is larger than 10 bytes. The day 2024-01-01 alone is too large: add a filter, choose a compressed file, or raise Max File Size.",
  );
  expect((await tooLarge(true)).message).toBe(
    "downloadData: the file is larger than 10 bytes. The day 2024-01-01 alone is too large: add a filter, or raise Max File Size.",
  );
});

test("a window of more days that does not fit may be made shorter", async () => {
  const server = await serveExports(linesOf(all));
  const error = await failureOf(exportFile(clientOf(server.url).client, DAYS, { compress: false, maxBytes: 10 }));
  expect(error.message).toContain(
    "Choose fewer Window Days to find out how many days fit, add a filter, choose a compressed file",
  );
});

test("a compressed response is written to a compressed file unchanged", async () => {
  const body = gzipSync(linesOf(all.slice(0, 100)), { level: 9 });
  const server = await serveExports(body);
  const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
  const file = await exportFile(clientOf(server.url).client, one, { compress: true, maxBytes: MAX_BYTES });
  expect(file.equals(body)).toBe(true);
});

test.each([
  ["text between lines", `${linesOf(all.slice(0, 2))}no event\n${linesOf(all.slice(2, 3))}`],
  [
    "an inner object's end in place of the last line's",
    `${linesOf(all.slice(0, 2))}{"event":"a","properties":{"b":{}}`,
  ],
  ["terminated early", `${linesOf(all.slice(0, 2))}terminated early`],
])("an export with %s fails", async (_, body) => {
  const server = await serveExports(body);
  const { client } = clientOf(server.url, { retry: { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 } });
  const error = await failureOf(exportFile(client, DAYS, { compress: false, maxBytes: MAX_BYTES }));
  expect(error).toMatchObject({ code: "unusable_response", retryable: true });
});
