import { type ReceivedAnswer, readAnswer, readRawAnswer } from "../../src/mixpanel/answer";
import type { Answer } from "../../src/mixpanel/endpoint";
import { MixpanelResponseError, MixpanelValidationError } from "../../src/mixpanel/errors";
import { thrownBy } from "./failure";

const received = (text: string | Buffer, contentType = "application/json", status = 200): ReceivedAnswer => ({
  operation: "doThing",
  status,
  contentType,
  body: Buffer.from(text),
  redact: (words) => words.replaceAll("s3cret", "[redacted]"),
});
const read = (kind: Answer, text: string, contentType?: string, status?: number) =>
  readAnswer(kind, received(text, contentType, status));

const CHECK = "Check that each record is complete and that the data residency is the project's.";
const UNUSABLE = "Check the data residency and the custom API host of the connection, or run it again.";

describe("a failure that hides in a 200", () => {
  test.each([
    ["accepted", "0", ": no record was valid"],
    ["accepted", '{"status": 0, "error": "missing token"}', ": missing token"],
    ["accepted", '{"status": 0, "error": null}', ""],
    ["accepted", '{"status": 0}', ""],
    ["import", '{"code": 400, "error": "some records failed", "status": "Bad Request"}', ": some records failed"],
    ["import", '{"code": 500, "status": "x"}', ""],
    ["json", '{"status": "error", "error": "no such funnel"}', ": no such funnel"],
    ["json", '{"status": "failure"}', ""],
    ["json", '{"error": "query failed", "results": []}', ": query failed"],
    ["json", '{"error": {"code": 7}}', ': {"code":7}'],
    ["json", '{"error": "bad s3cret"}', ": bad [redacted]"],
  ] as const)("%s %s", (kind, text, words) => {
    const error = thrownBy(() => read(kind, text));
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error).toMatchObject({ status: 200, operation: "doThing", retryable: false });
    expect(error.message).toBe(`doThing: Mixpanel answered 200, but accepted nothing${words}. ${CHECK}`);
  });

  test("names the refused records, without credentials", () => {
    const text = '{"code": 400, "status": "x", "failed_records": [{"index": 3, "message": "token s3cret"}]}';
    expect(thrownBy(() => read("import", text))).toMatchObject({
      failedRecords: [{ index: 3, message: "token [redacted]" }],
    });
  });

  test.each([
    ["json", "<!DOCTYPE html><p>Sign in</p>", "application/json", "a web page"],
    ["json", "Sign in", "text/html; charset=utf-8", "a web page"],
    ["accepted", "<html></html>", "text/plain", "a web page"],
    ["json", '{"results": [1, 2', "application/json", "text that is not whole JSON"],
    ["accepted", "OK", "text/plain", "text that is not whole JSON"],
    ["accepted", "", "text/plain", "an empty body"],
    ["import", "  \n", "application/json", "an empty body"],
  ] as const)("%s %j of type %s is unusable", (kind, text, contentType, what) => {
    const error = thrownBy(() => read(kind, text, contentType));
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({ status: 200, retryable: true, mayHaveLanded: true });
    expect(error.message).toBe(`doThing: Mixpanel answered 200, but with ${what}. ${UNUSABLE}`);
  });
});

describe("a success", () => {
  test.each([
    ["accepted", "1", { status: 1, error: null }],
    ["accepted", ' {"status": 1, "error": null}\n', { status: 1, error: null }],
    ["accepted", '{"status": 1, "error": "one of two was refused"}', { status: 1, error: "one of two was refused" }],
    [
      "import",
      '{"code": 200, "num_records_imported": 2, "status": "OK"}',
      { code: 200, num_records_imported: 2, status: "OK" },
    ],
  ] as const)("%s %s", (kind, text, value) => {
    expect(read(kind, text)).toEqual(value);
  });

  test.each([
    [{ status: "ok", error: "a column of this name" }],
    [{ status: "OK", results: {} }],
    [{ status: "paused" }],
    [{ status: 1, results: [] }],
    [{ error: null }],
    [{ error: "" }],
    [{ error: false, results: [] }],
    [{ code: 200 }],
    [{ code: "503" }],
    [{ results: { status: "error", error: "of a finished task", code: 500 } }],
    [{ data: { values: { error: { "2024-01-01": 3 } } } }],
    [[{ status: "error" }]],
    [[]],
    [0],
    [null],
    ["text"],
  ])("%j is passed on as it is", (json) => {
    expect(read("json", JSON.stringify(json))).toEqual(json);
  });

  test("an empty answer is null, as deletions have it", () => {
    expect(read("json", "", "", 204)).toBeNull();
  });

  test("an image is the success that was asked for as one", () => {
    expect(read("accepted", "GIF89a", "image/gif")).toEqual({ status: 1, error: null });
  });
});

describe("readRawAnswer", () => {
  const raw = (type: "arraybuffer" | "json" | "text", text: string, contentType?: string, ingestion = false) =>
    readRawAnswer(type, ingestion, received(text, contentType));

  test.each([
    ["json", '{"a": 1}', "application/json", { a: 1 }],
    ["json", '{"a": 1}', "text/plain", { a: 1 }],
    ["json", "name,age\nx,1", "text/csv", "name,age\nx,1"],
    ["json", "", "application/json", ""],
    ["json", "1", "text/plain", 1],
    ["text", '{"a": 1}', "application/json", '{"a": 1}'],
    ["text", "<html></html>", "text/html", "<html></html>"],
    ["arraybuffer", "bytes", "text/csv", Buffer.from("bytes")],
  ] as const)("%s of %j as %s", (type, text, contentType, value) => {
    expect(raw(type, text, contentType)).toEqual(value);
  });

  test.each(["json", "text", "arraybuffer"] as const)("finds the failure that hides in a 200 as %s", (type) => {
    expect(thrownBy(() => raw(type, '{"status": "error", "error": "no"}'))).toMatchObject({
      code: "validation_failed",
      message: `doThing: Mixpanel answered 200, but accepted nothing: no. ${CHECK}`,
    });
  });

  test("a 0 is a failure on the paths that answer so, and a number elsewhere", () => {
    expect(thrownBy(() => raw("json", "0", "text/plain", true)).code).toBe("validation_failed");
    expect(raw("json", "0", "text/plain", false)).toBe(0);
  });

  test.each([
    ['{"a": ', "application/json", "text that is not whole JSON"],
    ["<html>", "text/html", "a web page"],
  ])("%j of type %s is no JSON", (text, contentType, what) => {
    expect(thrownBy(() => raw("json", text, contentType)).message).toBe(
      `doThing: Mixpanel answered 200, but with ${what}. ${UNUSABLE}`,
    );
  });

  test("bytes are handed out unchanged", () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x80]);
    expect(readRawAnswer("arraybuffer", false, received(bytes, "application/octet-stream"))).toEqual(bytes);
  });
});
