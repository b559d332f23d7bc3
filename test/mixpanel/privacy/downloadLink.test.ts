import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { downloadLink } from "../../../src/mixpanel/privacy/downloadLink";
import { leaksIn } from "../../support/leaks";
import { closeServers, type LocalServer, serve } from "../../support/localServer";

afterEach(closeServers);

const ZIP = Buffer.from(zipSync({ "events.json": strToU8('{"event":"a"}\n'.repeat(500)) }, { level: 0 }));
const SECRET = "signature-of-the-link";

/** The bytes of a download from a server, and what it logged. */
async function download(server: LocalServer, maxBytes = 1_000_000) {
  const logs: unknown[] = [];
  const client = new MixpanelClient({
    credentials: { gdprToken: "gdpr-token", username: "user", password: "password" },
    apiHost: server.url,
    transport: { sleep: async () => {}, log: (entry) => logs.push(entry) },
  });
  const outcome = await downloadLink(client, `${server.url}/archives/secret-name?x=${SECRET}`, { maxBytes })
    .then((file) => ({ file, error: undefined }))
    .catch((error: Error) => ({ file: undefined, error }));
  return { ...outcome, logs };
}

describe("P4, expectation 29: an archive that is cut off midway", () => {
  test.each([
    ["with a length", { "Content-Length": String(ZIP.length) }],
    ["without a length", {}],
  ])("is read again, %s", async (_what, headers) => {
    const server = await serve((response, _request, number) => {
      response.writeHead(200, headers);
      if (number > 1) response.end(ZIP);
      else response.write(ZIP.subarray(0, 1_000), () => response.destroy());
    });
    expect((await download(server)).file).toEqual(ZIP);
    expect(server.received).toHaveLength(2);
  });

  test("is read again if the connection ends as if the file did", async () => {
    const server = await serve((response, _request, number) => {
      response.writeHead(200).end(number > 1 ? ZIP : ZIP.subarray(0, 1_000));
    });
    expect((await download(server)).file).toEqual(ZIP);
  });

  test("is an error if it is cut off each time, which names neither link nor credentials", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "Content-Length": String(ZIP.length) });
      response.write(ZIP.subarray(0, 1_000), () => response.destroy());
    });
    const outcome = await download(server);
    expect(outcome.error).toMatchObject({ code: "network_error", message: expect.stringContaining("was interrupted") });
    expect(server.received.length).toBeGreaterThan(2);
    expect(leaksIn(outcome, [SECRET, "secret-name", "gdpr-token", "password"])).toEqual([]);
  });
});

test("P4, expectation 29: a storage with a fault is asked again, and what it repeats of the link is hidden", async () => {
  const passing = await serve((response, _request, number) => {
    if (number > 2) response.end(ZIP);
    else response.writeHead(503).end("busy");
  });
  expect((await download(passing)).file).toEqual(ZIP);
  const server = await serve((response, request) => {
    response
      .writeHead(500)
      .end(`<Error><Key>${request.url}</Key><Url>${encodeURIComponent(request.url)}</Url></Error>`);
  });
  const outcome = await download(server);
  expect(outcome.error).toMatchObject({ code: "server_error", message: expect.stringContaining("500") });
  expect(leaksIn(outcome, [SECRET, "secret-name"])).toEqual([]);
  expect(server.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

test("P4, expectation 29: a zip that a storage compressed once more is the zip itself", async () => {
  const server = await serve((response) => {
    response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(ZIP));
  });
  expect((await download(server)).file).toEqual(ZIP);
});

test("P4, expectation 29: a gzip file is passed on as it is", async () => {
  const server = await serve((response) => response.end(gzipSync(ZIP)));
  expect((await download(server)).file).toEqual(gzipSync(ZIP));
});

test.each([
  ["that says its size", { "Content-Length": "2000000" }],
  ["that does not", {}],
])("P4, expectation 29: a larger file than allowed, %s, is not read to its end", async (_what, headers) => {
  let sent = 0;
  const server = await serve((response) => {
    response.writeHead(200, headers);
    const more = () => {
      while (sent < 2_000_000 && !response.destroyed) {
        sent += 10_000;
        if (!response.write(Buffer.alloc(10_000))) return;
      }
    };
    response.on("drain", more);
    more();
  });
  expect((await download(server, 1_000_000)).error).toMatchObject({ code: "too_large" });
  expect(server.received).toHaveLength(1);
});
