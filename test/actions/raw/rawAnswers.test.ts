import { gzipSync } from "node:zlib";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";

const wire = useWire();

function sending(reply: Reply, params: Record<string, unknown> = {}) {
  wire.current.reply(reply);
  return runAction("rawRequest", {
    connection: connections.full,
    params: { method: "GET", url: "/api/query/insights", ...params },
  });
}

test.each<[string, Reply, string, unknown]>([
  ["JSON as its value", { body: { a: [0, false] } }, "json", { a: [0, false] }],
  ["what is no JSON as text", { body: "a,b\n1,2\n" }, "json", "a,b\n1,2\n"],
  ["JSON as text where text is asked for", { body: '{"a": 1}' }, "text", '{"a": 1}'],
  ["a document as text", { body: "<xml/>" }, "document", "<xml/>"],
  ["an empty answer as empty text", { status: 204 }, "json", ""],
])("returns %s", async (_what, reply, responseType, data) => {
  expect(await sending(reply, { responseType })).toMatchObject({ value: { data } });
});

test("T3: no byte is no success of a read", async () => {
  expect(await sending({ status: 200 })).toMatchObject({ error: { code: "unusable_response", status: 200 } });
});

describe("T15: a raw export", () => {
  const LINES = '{"event":"A","properties":{"error":"x"}}\n{"event":"B","properties":{}}\n';
  const exporting = (body: string, responseType: string) =>
    sending({ body, headers: { "content-type": "text/plain" } }, { url: "/api/2.0/export", responseType });

  test.each(["json", "text", "arraybuffer"])("that broke off behind a 200 is no success, as %s", async (type) => {
    for (const end of [
      "export terminated early",
      "terminated early\n",
      '{"event":"C","prop',
      '{"error":"timed out"}\n',
    ])
      expect(await exporting(LINES + end, type)).toMatchObject({
        error: { code: "unusable_response", message: expect.stringContaining("rawRequest: the export was truncated") },
      });
  });

  test.each([LINES, LINES.trimEnd(), `${LINES}\r\n\n`, ""])("that ended is its text: %j", async (body) => {
    expect(await exporting(body, "text")).toMatchObject({ value: { data: body } });
  });
});

test("returns bytes with their content type", async () => {
  const bytes = Buffer.from([0, 255, 1, 254]);
  const outcome = await sending({ body: bytes }, { responseType: "arraybuffer" });
  expect(outcome).toMatchObject({ value: { contentType: "application/octet-stream" } });
  const data = "value" in outcome ? outcome.value?.data : undefined;
  expect(Buffer.from(bytes).equals(Buffer.isBuffer(data) ? data : Buffer.alloc(0))).toBe(true);
});

test("T16: a gzip file that is asked for as bytes stays one; as text, it is read", async () => {
  const bytes = gzipSync("id,name");
  const reply = { body: bytes, headers: { "content-type": "application/octet-stream" } };
  const outcome = await sending(reply, { responseType: "arraybuffer" });
  const data = "value" in outcome ? outcome.value?.data : undefined;
  expect(bytes.equals(Buffer.isBuffer(data) ? data : Buffer.alloc(0))).toBe(true);
  expect(await sending(reply, { responseType: "text" })).toMatchObject({ value: { data: "id,name" } });
});

test("an event that was not taken is a failure", async () => {
  expect(await sending({ body: "0" }, { method: "POST", url: "/track", data: "[]" })).toMatchObject({
    error: { code: "validation_failed" },
  });
});

test("a file goes out as multipart, under its name, with the fields beside it", async () => {
  await sending(
    { body: {} },
    {
      method: "POST",
      formData: [{ key: "kind", value: "table" }],
      fileData: [{ key: "file", value: { data: Buffer.from("id,name\n1,é\n"), contentType: "text/csv" } }],
      fileDataFileNames: [{ key: "file", value: "table.csv" }],
    },
  );
  const { headers, text } = wire.current.request;
  const boundary = headers["content-type"]?.match(/^multipart\/form-data; boundary=(.+)$/)?.[1];
  expect(text).toBe(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="kind"',
      "",
      "table",
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="table.csv"',
      "Content-Type: text/csv",
      "",
      "id,name\n1,é\n",
      `--${boundary}--`,
      "",
    ].join("\r\n"),
  );
});

describe("retry inputs", () => {
  // A delay of 0 ms: nothing waits.
  const retry = { maxRetries: "2", retryDelayMS: "0" };
  const down: Reply = { status: 503, body: "down" };

  test("a read is repeated as often as asked for", async () => {
    wire.current.reply(down, down);
    expect(await sending({ body: { a: 1 } }, retry)).toMatchObject({ value: { data: { a: 1 } } });
    expect(wire.current.requests).toHaveLength(3);
  });

  test("the last failure is the step's", async () => {
    wire.current.reply(down, down);
    expect(await sending({ status: 500, body: "still down" }, retry)).toMatchObject({ error: { status: 500 } });
  });

  test("nothing is repeated unless asked for", async () => {
    expect(await sending(down)).toMatchObject({ error: { status: 503 } });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("a POST that may have landed is not repeated", async () => {
    const writing = { url: "/api/app/projects/1/annotations", method: "POST", data: "{}" };
    expect(await sending(down, { ...retry, ...writing })).toMatchObject({ error: { status: 503 } });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("Retry On All Errors repeats a POST, and a 400", async () => {
    wire.current.reply(down, { status: 400, body: "bad" });
    const outcome = await sending({ body: { a: 1 } }, { ...retry, method: "POST", data: "{}", retryAllErrors: true });
    expect(outcome).toMatchObject({ value: { data: { a: 1 } } });
    expect(wire.current.requests.map(({ json }) => json)).toEqual([{}, {}, {}]);
  });

  test("a 400 is not repeated otherwise", async () => {
    expect(await sending({ status: 400, body: "bad" }, retry)).toMatchObject({ error: { status: 400 } });
    expect(wire.current.requests).toHaveLength(1);
  });
});
