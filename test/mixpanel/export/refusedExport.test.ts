import { gzipSync } from "node:zlib";
import { copyEvents } from "../../../src/mixpanel/copy/copyEvents";
import { MixpanelResponseError } from "../../../src/mixpanel/errors";
import { exportFile } from "../../../src/mixpanel/export/file";
import { exportPage } from "../../../src/mixpanel/export/page";
import { failureOf } from "../../support/failure";
import { closeServers } from "../../support/localServer";
import { clientOf, serveExports } from "./exportSource";

afterEach(closeServers);

const DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };
const REFUSAL = '{"error":"Invalid expression: unknown operator","status":"error"}\n';
const WORDS = "Mixpanel responded with an error instead of events (Invalid expression: unknown operator)";
const ADVICE = "Correct the inputs; the same request will fail again.";

type Client = ReturnType<typeof clientOf>["client"];
const readers: [string, (client: Client, apiHost: string) => Promise<unknown>][] = [
  ["a page", (client) => exportPage(client, DAY, { maxEvents: 10 })],
  ["a file", (client) => exportFile(client, DAY, { compress: false, maxBytes: 1_000 })],
  ["a compressed file", (client) => exportFile(client, DAY, { compress: true, maxBytes: 1_000 })],
  ["a copy", (client, apiHost) => copyEvents(client, clientOf(apiHost, { projectId: "3" }).client, DAY)],
];

describe.each(readers)("an export that answers 200 with an error ends %s", (_, read) => {
  test.each([
    ["plain", REFUSAL],
    ["compressed", gzipSync(REFUSAL)],
  ])("at once, with Mixpanel's own words (%s)", async (_encoding, body) => {
    const server = await serveExports(body);
    const { client, time } = clientOf(server.url);
    const error = await failureOf(read(client, server.url));
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({ retryable: false, operation: "downloadData" });
    expect(error.message).toContain(`${WORDS}. ${ADVICE}`);
    expect([server.received.length, time.waits]).toEqual([1, []]);
  });

  test("without the credentials that they repeat, and not at length", async () => {
    const server = await serveExports(`${JSON.stringify({ error: `sandbox-secret ${"x".repeat(1_000)}` })}\n`);
    const { message } = await failureOf(read(clientOf(server.url).client, server.url));
    expect(message).toContain(`([redacted] ${"x".repeat(289)}). ${ADVICE}`);
    expect(message).not.toContain("sandbox-secret");
  });
});

describe.each(readers)("an answer that is no export ends %s", (_, read) => {
  test.each([
    ["a web page", "a web page", "<!doctype html><html><body>\nSign in\n</body></html>"],
    ["a web page behind blank lines", "a web page", "\n\r\n<html></html>\n"],
    ["a compressed web page", "a web page", gzipSync("<!doctype html>")],
    ["JSON of another API", "other JSON", '{"status":"ok"}\n'],
    ["JSON that is no object", "other JSON", "[]"],
  ])("at once, and names what to check: %s", async (_what, named, body) => {
    const server = await serveExports(body);
    const { client, time } = clientOf(server.url);
    const error = await failureOf(read(client, server.url));
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({ retryable: false, operation: "downloadData" });
    expect(error.message).toContain(
      `the response is ${named} instead of events. Check the Data Residency and the Custom API Host of the connection.`,
    );
    expect([server.received.length, time.waits]).toEqual([1, []]);
  });
});
