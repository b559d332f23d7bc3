import { gzipSync } from "node:zlib";
import { Transport } from "../../../src/mixpanel/http/transport";
import { failureOf } from "../../support/failure";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

afterEach(closeServers);

const once = { retry: { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 } };
const TEXT = JSON.stringify({ error: "61/60 queries running in the last hour" });

describe.each([["gzip"], ["GZIP"], ["x-gzip"], ["X-GZip"], ["identity"], [undefined]])(
  "T16: gzip that is called %s",
  (encoding) => {
    const headers = encoding === undefined ? {} : { "Content-Encoding": encoding };

    test("is read as a whole answer", async () => {
      const { url } = await serve((response) => response.writeHead(200, headers).end(gzipSync(TEXT)));
      expect(await new Transport(once).send(requestTo(url), asText)).toBe(TEXT);
    });

    test.each(["send", "open"] as const)("is read as a failure's words (%s)", async (way) => {
      const { url } = await serve((response) => response.writeHead(429, headers).end(gzipSync(TEXT)));
      const transport = new Transport(once);
      const call = way === "send" ? transport.send(requestTo(url), asText) : transport.open(requestTo(url));
      expect(await failureOf(call)).toMatchObject({ status: 429, limit: "hourly" });
    });

    test("of no bytes is an empty answer", async () => {
      const { url } = await serve((response) => response.writeHead(200, headers).end());
      expect(await new Transport(once).send(requestTo(url), asText)).toBe("");
    });
  },
);

test.each(["send", "open"] as const)(
  "T16: a plain failure that calls itself gzip keeps its status (%s)",
  async (way) => {
    const { url } = await serve((response) => response.writeHead(429, { "Content-Encoding": "gzip" }).end(TEXT));
    const transport = new Transport(once);
    const call = way === "send" ? transport.send(requestTo(url), asText) : transport.open(requestTo(url));
    expect(await failureOf(call)).toMatchObject({ status: 429, code: "rate_limited" });
  },
);

describe("T16: where the answer is wanted as bytes", () => {
  const file = gzipSync("a file");
  const asBytes = async (headers: Record<string, string>) => {
    const { url } = await serve((response) => response.writeHead(200, headers).end(file));
    return new Transport(once).send(requestTo(url, { asBytes: true }), ({ body }) => body);
  };

  test.each([
    ["application/gzip", { "Content-Type": "application/gzip" }],
    ["application/octet-stream", { "Content-Type": "application/octet-stream" }],
    ["no type", {}],
  ])("a gzip file of %s stays one", async (_, headers: Record<string, string>) => {
    expect(await asBytes(headers)).toEqual(file);
  });

  test.each([
    ["says Content-Encoding", { "Content-Type": "application/octet-stream", "Content-Encoding": "GZIP" }],
    ["is JSON", { "Content-Type": "application/json" }],
    ["is text", { "Content-Type": "text/plain; charset=utf-8" }],
  ])("an answer that %s is decompressed", async (_, headers: Record<string, string>) => {
    expect(await asBytes(headers)).toEqual(Buffer.from("a file"));
  });
});
