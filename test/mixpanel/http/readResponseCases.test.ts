import { readRawResponse, readResponse } from "../../../src/mixpanel/http/readResponse";
import { MAX_JSON_DEPTH, MAX_RESPONSE_VALUES } from "../../../src/mixpanel/records/boundedJson";
import { stringifyExact } from "../../../src/mixpanel/records/exactNumbers";
import { thrownBy } from "../../support/failure";
import { CHECK, read, received, UNUSABLE } from "./receivedResponse";

describe("B7: what counts as a failure behind a 200", () => {
  test.each([
    [{ code: 399 }],
    [{ code: "400" }],
    [{ failed_records: [] }],
    [{ failed_records: 3 }],
    [{ error: { a: 1 }, request: 7 }],
    [{ error: { a: 1 }, code: 399 }],
    [{ error: { a: 1 }, code: "400" }],
    [{ error: 7, request: "/x" }],
    [{ error: null, request: "/x" }],
    [{ status: 2 }],
  ])("is not %j", (json) => {
    expect(read("json", JSON.stringify(json))).toEqual(json);
  });

  test.each([
    [{ code: 400 }, ""],
    [{ error: true }, ": true"],
    [{ error: { a: 1 }, request: "/x" }, ': {"a":1}'],
    [{ error: { a: 1 }, code: 400 }, ': {"a":1}'],
    [{ error: { a: 1 }, status: "error" }, ': {"a":1}'],
    [{ status: "failure", error: "" }, ""],
    [{ failed_records: ["no", { message: "nor this" }] }, ": no; nor this"],
    [{ failed_records: [" "], error: "x" }, ": x"],
  ])("is %j", (json, words) => {
    expect(thrownBy(() => read("json", JSON.stringify(json))).message).toBe(
      `doThing: Mixpanel rejected the request (status 200)${words}. ${CHECK}`,
    );
  });

  test("has the number of records that were accepted, and its advice is to check the others", () => {
    const json = { num_good_events: 2, status: "error", error: "one failed" };
    expect(thrownBy(() => read("accepted", JSON.stringify(json)))).toMatchObject({
      imported: 2,
      statusText: "error",
      message: `doThing: Mixpanel accepted only 2 records (status 200): one failed. ${CHECK}`,
    });
  });

  test("has the status in words, without credentials", () => {
    const json = { status: "s3cret", error: "e", code: 400 };
    expect(thrownBy(() => read("json", JSON.stringify(json)))).toMatchObject({ statusText: "[redacted]" });
  });
});

describe("B7: JSON beyond the bounds of a response", () => {
  const many = `[${"{},".repeat(MAX_RESPONSE_VALUES / 4)}{}]`;
  const raw = (type: "arraybuffer" | "json" | "text", contentType = "application/json") =>
    readRawResponse(type, { ingestion: false, mayBeEmpty: false }, received(many, contentType));

  test("of values is too large, as the response of an operation and of Raw Request, whatever its type says", () => {
    for (const reading of [() => read("json", many), () => raw("json"), () => raw("json", "text/plain")])
      expect(thrownBy(reading)).toMatchObject({
        code: "too_large",
        message: expect.stringContaining("JSON with more than 10 million values"),
      });
  });

  test("of values can be read as text and as bytes", () => {
    expect(raw("text") === many).toBe(true);
    expect(Buffer.from(many).equals(Buffer.from(String(raw("arraybuffer"))))).toBe(true);
  });

  test("of depth is not usable", () => {
    const deep = `${"[".repeat(MAX_JSON_DEPTH + 1)}${"]".repeat(MAX_JSON_DEPTH + 1)}`;
    expect(thrownBy(() => read("json", deep)).message).toBe(
      `doThing: the response (status 200) is JSON nested more than ${MAX_JSON_DEPTH} levels deep. ${UNUSABLE}`,
    );
  });
});

test.each(["json", "app", "import", "replaced"] as const)(
  "B7: only an ingestion path confirms or rejects records with 1 or 0: %s",
  (kind) => {
    for (const text of ["1", "0"]) expect(thrownBy(() => read(kind, text)).code).toBe("unusable_response");
  },
);

test("B7: long numbers are masked where the caller asks for that", () => {
  const text = '{"id": 12345678901234567890}';
  const exact = readResponse({ response: "json" }, { ...received(text), exact: true });
  expect(stringifyExact(exact)).toBe('{"id":12345678901234567890}');
  expect(read("json", text)).toEqual({ id: "12345678901234567890" });
});

describe("B7: Raw Request", () => {
  const raw = (type: "json" | "text", text: string, contentType: string, ingestion = false) =>
    readRawResponse(type, { ingestion, mayBeEmpty: false }, received(text, contentType));

  test("reads a web page as text, but not as JSON, whatever its type says", () => {
    expect(raw("text", "<html>", "application/json")).toBe("<html>");
    expect(thrownBy(() => raw("json", "<html>", "text/plain")).message).toContain("is a web page");
  });

  test("reads text that is not JSON as text, unless its type says that it is JSON", () => {
    expect(raw("json", "a,b", "text/csv")).toBe("a,b");
    expect(thrownBy(() => raw("json", "a,b", "application/json")).message).toContain("is not complete JSON");
    expect(raw("text", "a,b", "application/json")).toBe("a,b");
  });

  test("an empty response that is allowed is empty text; white space is not more", () => {
    const reading = { ingestion: false, mayBeEmpty: true };
    for (const text of ["", " "]) expect(readRawResponse("json", reading, received(text))).toBe(text);
    expect(thrownBy(() => raw("json", " ", "application/json")).message).toContain("is empty");
  });

  test("a 0 of an ingestion path says why it is a failure", () => {
    expect(thrownBy(() => raw("text", "0", "text/plain", true)).message).toContain(": no record was valid.");
    expect(raw("json", "1", "text/plain", true)).toBe(1);
  });
});

describe("B7: a response whose status says all", () => {
  test("is not a list", () => {
    expect(thrownBy(() => read("status", "[1]")).code).toBe("unusable_response");
  });

  test.each([
    ["OK", "OK"],
    [" fine, [thanks] ", "fine, [thanks]"],
    ['{"a":1}', { a: 1 }],
  ])("%j is read as %j", (text, value) => {
    expect(read("status", text)).toEqual(value);
  });
});

test("B7: an image that was not asked for, or anything else than an image, is read as a response", () => {
  const asked = (text: string, contentType: string) =>
    readResponse({ response: "accepted" }, { ...received(text, contentType), asksForImage: true });
  expect(asked("1", "text/plain")).toEqual({ status: 1, error: null });
  expect(thrownBy(() => asked("0", "an image/gif")).code).toBe("validation_failed");
});

test("B7: an empty response of the app API is a success only with the status 204", () => {
  expect(thrownBy(() => readResponse({ response: "json" }, received("", "", 204))).message).toContain("is empty");
});

test.each([
  [{ status: 7, results: [1] }, "7"],
  [{ results: [1] }, "ok"],
  [[1], "ok"],
])("B7: the status of the app API's response %j is %j", (body, status) => {
  expect(readResponse({ response: "app", holds: "list" }, received(JSON.stringify(body)))).toEqual({
    status,
    results: [1],
  });
});
