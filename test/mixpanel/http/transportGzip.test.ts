import { gunzipSync, gzip } from "node:zlib";
import { Transport } from "../../../src/mixpanel/http/transport";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, serve } from "../../support/localServer";
import { asText, requestTo } from "./transportRequest";

jest.mock("node:zlib", () => {
  const zlib = jest.requireActual<typeof import("node:zlib")>("node:zlib");
  return { ...zlib, gzip: jest.fn(zlib.gzip) };
});

afterEach(async () => {
  jest.mocked(gzip).mockClear();
  await closeServers();
});

const BODY = JSON.stringify(Array.from({ length: 1_000 }, (_, index) => ({ event: "größer 😀", index })));
const upload = {
  method: "POST",
  effect: "idempotentWrite",
  body: BODY,
  headers: { "Content-Type": "application/json" },
} as const;

test("a compressed body is compressed once for all attempts, and is the same each time", async () => {
  const time = fakeTime();
  const { url, received } = await serve((response, _request, number) =>
    response.writeHead(number < 3 ? 503 : 200).end(),
  );
  await new Transport(time.options).send(requestTo(url, { ...upload, gzip: true }), asText);
  expect(received.map(({ body }) => gunzipSync(body).toString("utf8"))).toEqual([BODY, BODY, BODY]);
  expect(new Set(received.map(({ body }) => body.toString("base64"))).size).toBe(1);
  expect(received.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", "gzip", "gzip"]);
  expect(received.map(({ headers, body }) => headers["content-length"] === String(body.length))).toEqual([
    true,
    true,
    true,
  ]);
  expect(gzip).toHaveBeenCalledTimes(1);
  expect(time.log[0]?.requestBytes).toBe(received[0]?.body.length);
});

test("other bodies go out as they are", async () => {
  const { url, received } = await serve((response) => response.end());
  await new Transport().send(requestTo(url, { ...upload, gzip: false }), asText);
  expect(received[0]?.body.toString("utf8")).toBe(BODY);
  expect(received[0]?.headers["content-encoding"]).toBeUndefined();
  expect(gzip).not.toHaveBeenCalled();
});

test("a call without a body is not compressed", async () => {
  const { url, received } = await serve((response) => response.end());
  await new Transport().send(requestTo(url, { gzip: true }), asText);
  expect(received[0]?.headers["content-encoding"]).toBeUndefined();
});
