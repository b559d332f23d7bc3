import fc from "fast-check";
import type { Effect } from "../../../src/mixpanel/endpoint";
import { MixpanelResponseError, MixpanelValidationError } from "../../../src/mixpanel/errors";
import { readRawResponse, readResponse } from "../../../src/mixpanel/http/readResponse";
import type { ResponseShape } from "../../../src/mixpanel/http/response";
import { parseKeepingDigits } from "../../../src/mixpanel/records/exactNumbers";
import { thrownBy } from "../../support/failure";
import { CHECK, read, received, UNUSABLE } from "./receivedResponse";

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
    ["json", '{"error": {"code": 7}, "request": "/api/query/x"}', ': {"code":7}'],
    ["json", '{"error": ["a", "b"], "status": "error"}', ': ["a","b"]'],
    ["json", '{"error": "bad s3cret"}', ": bad [redacted]"],
  ] as const)("%s %s", (kind, text, words) => {
    const error = thrownBy(() => read(kind, text));
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error).toMatchObject({ status: 200, operation: "doThing", retryable: false });
    expect(error.message).toBe(`doThing: Mixpanel rejected the request (status 200)${words}. ${CHECK}`);
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
    ["json", '{"results": [1, 2', "application/json", "not complete JSON"],
    ["accepted", "OK", "text/plain", "not complete JSON"],
    ["accepted", "", "text/plain", "empty"],
    ["import", "  \n", "application/json", "empty"],
    ["json", "", "application/json", "empty"],
    ["replaced", "", "application/json", "empty"],
  ] as const)("%s %j of type %s is unusable", (kind, text, contentType, what) => {
    const error = thrownBy(() => read(kind, text, contentType));
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({ status: 200, retryable: true, mayHaveLanded: true });
    expect(error.message).toBe(`doThing: the response (status 200) is ${what}. ${UNUSABLE}`);
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
    [{ error: { count: 3 }, plan: { count: 1 } }],
    [{ error: { count: 3 }, request: { count: 2 }, status: { count: 4 }, code: { count: 1 } }],
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
  ])("%j is passed on as it is", (json) => {
    expect(read("json", JSON.stringify(json))).toEqual(json);
  });

  test.each([[[{ status: "error" }]], [[]]])("the list %j is passed on as it is", (json) => {
    expect(readResponse({ response: "json", holds: "list" }, received(JSON.stringify(json)))).toEqual(json);
  });

  test.each(["", "  ", "OK", "success"])("T3: %j beside a good status is enough where the status says all", (text) => {
    expect(read("status", text, "text/plain")).toBe(text.trim() === "" ? null : text);
    expect(read("status", text, "", 204)).toBe(text.trim() === "" ? null : text);
  });

  test("T3: a failure in the body is found also where the status says all", () => {
    expect(thrownBy(() => read("status", '{"error": "no such pipeline"}')).code).toBe("validation_failed");
    expect(thrownBy(() => read("status", "<html>login</html>")).code).toBe("unusable_response");
  });

  test("an image is the success where one was asked for", () => {
    const image = received("GIF89a", "image/gif");
    expect(readResponse({ response: "accepted" }, { ...image, asksForImage: true })).toEqual({
      status: 1,
      error: null,
    });
    expect(thrownBy(() => readResponse({ response: "accepted" }, image)).code).toBe("unusable_response");
  });
});

test.each(["json", "app", "import", "accepted", "replaced"] as const)(
  "B7: an error status without words is a failure, with nothing made up: %s",
  (kind) => {
    const error = thrownBy(() => read(kind, '{"status": "error"}'));
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error.message).toBe(`doThing: Mixpanel rejected the request (status 200). ${CHECK}`);
  },
);

test.each(["ok", "OK", 1])(
  "B7: an error beside the status %j is data of a result, and confirms no records",
  (status) => {
    const json = { status, error: "x" };
    expect(read("json", JSON.stringify(json))).toEqual(json);
    expect(() => read("import", JSON.stringify(json))).toThrow("JSON, but not the response of this operation");
    if (status === "OK")
      expect(() => read("accepted", JSON.stringify(json))).toThrow("not the response of this operation");
  },
);

describe("B7: an image", () => {
  const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

  test.each(["json", "app", "import", "accepted", "replaced"] as const)(
    "is no response where JSON is expected: %s",
    (kind) => {
      const error = thrownBy(() => readResponse({ response: kind }, received(pixel, "image/gif")));
      expect(error).toMatchObject({ code: "unusable_response", retryable: true, status: 200 });
      expect(error.message).toContain("is not complete JSON");
    },
  );

  test("does not hide a rejection that comes in its place", () => {
    const answer = { ...received('{"status": 0, "error": "no token"}'), asksForImage: true };
    expect(thrownBy(() => readResponse({ response: "accepted" }, answer))).toBeInstanceOf(MixpanelValidationError);
  });
});

test.each<Effect>(["read", "idempotentWrite"])(
  "an unusable response to a %s may simply be asked for again",
  (effect) => {
    const error = thrownBy(() => readResponse({ response: "json" }, received("{", undefined, 200, effect)));
    expect(error.message).toBe(
      "doThing: the response (status 200) is not complete JSON. Run it again. If it fails again, check the Data Residency and the Custom API Host of the connection.",
    );
  },
);

describe("a response of the app API", () => {
  const app = (body: unknown, holds?: ResponseShape["holds"]) =>
    readResponse({ response: "app", holds }, received(JSON.stringify(body)));

  test.each<[unknown, ResponseShape["holds"], unknown]>([
    [{ status: "ok", results: [{ id: 1 }] }, "list", [{ id: 1 }]],
    [[{ id: 1 }], "list", [{ id: 1 }]],
    [{ code: 200, results: null, status: "OK" }, "list", []],
    [{ status: "ok", results: { id: 1 } }, ["id"], { id: 1 }],
    [{ id: 1, name: "a", results: { variants: [] } }, ["id"], { id: 1, name: "a", results: { variants: [] } }],
    [{ results: { a: 1 } }, undefined, { a: 1 }],
  ])("M1: %j, which holds %j, has its results in one place", (body, holds, results) => {
    expect(app(body, holds)).toMatchObject({ status: expect.stringMatching(/^ok$/i), results });
  });

  test.each<[unknown, ResponseShape["holds"]]>([
    [{ status: "ok", results: {} }, "list"],
    [{ status: "ok", results: [] }, ["id"]],
    [{ status: "ok" }, ["id"]],
    [{ status: "ok", results: "done" }, undefined],
    ["ok", undefined],
    [null, "list"],
  ])("M1: %j, which should hold %j, is not usable", (body, holds) => {
    expect(thrownBy(() => app(body, holds)).code).toBe("unusable_response");
  });

  test.each(["no such flag", ["a", "b"], { name: ["too long"] }])("M1: the error %j is reported", (error) => {
    const words = typeof error === "string" ? error : JSON.stringify(error);
    expect(thrownBy(() => app({ status: "error", error, type: "invalid" })).message).toContain(words);
  });

  test("M2: a status alone is an envelope that holds nothing, and is no list", () => {
    expect(app({ status: "ok" })).toEqual({ status: "ok", results: {} });
    expect(thrownBy(() => app({ status: "ok" }, "list")).code).toBe("unusable_response");
  });

  test("M1: may be empty if its status says so", () => {
    expect(readResponse({ response: "app" }, received("", "", 204))).toEqual({ status: "ok", results: {} });
    expect(thrownBy(() => read("app", "")).code).toBe("unusable_response");
  });

  test("M4, M5: a change that returns nothing may say so with null", () => {
    const nothing = { status: "ok", results: null };
    for (const holds of [undefined, "map"] as const) {
      expect(app(nothing, holds)).toEqual({ status: "ok", results: {} });
      const reading = received(JSON.stringify(nothing), undefined, 200, "read");
      expect(thrownBy(() => readResponse({ response: "app", holds }, reading)).code).toBe("unusable_response");
    }
    expect(thrownBy(() => app(nothing, ["id"])).code).toBe("unusable_response");
  });
});

describe("T3: an answer that is not the operation's own acknowledges nothing", () => {
  const SHAPES: readonly ResponseShape[] = [
    { response: "import" },
    { response: "accepted" },
    { response: "replaced" },
    { response: "json", holds: ["results"] },
    { response: "json", holds: "list" },
  ];
  /** Whether a JSON value is what Mixpanel's description has for the shape. */
  const OWN: readonly ((json: unknown) => boolean)[] = [
    (json) =>
      Number.isSafeInteger(field(json, "num_records_imported")) && Number(field(json, "num_records_imported")) >= 0,
    (json) =>
      json === 1 ||
      field(json, "status") === 1 ||
      (field(json, "status") === "OK" &&
        ["num_good_events", "num_records_imported"].some((key) => Number.isSafeInteger(field(json, key)))),
    (json) => field(json, "code") === 200 || field(json, "status") === "OK",
    (json) => (field(json, "results") ?? undefined) !== undefined,
    Array.isArray,
  ];
  const field = (json: unknown, key: string): unknown =>
    typeof json === "object" && json !== null && !Array.isArray(json) ? Reflect.get(json, key) : undefined;

  test.each(["{}", "null", "[]", '"hello"', "true", "7", '{"success": false}', '{"code": 200}'])("%s", (text) => {
    for (const shape of SHAPES.slice(0, 2)) {
      const error = thrownBy(() => readResponse(shape, received(text)));
      expect(error).toMatchObject({ code: "unusable_response", status: 200, retryable: true, mayHaveLanded: true });
    }
  });

  test.each([
    ["a negative count", '{"num_records_imported": -1, "status": "OK"}'],
    ["half a record", '{"num_records_imported": 1.5, "status": "OK"}'],
    ["a count that is text", '{"num_records_imported": "2", "status": "OK"}'],
  ])("%s is no acknowledgement of an import", (_, text) => {
    expect(thrownBy(() => read("import", text)).code).toBe("unusable_response");
  });

  test("strict profile updates are acknowledged by the number of good ones", () => {
    const json = { code: 200, num_good_events: 2, status: "OK" };
    expect(read("accepted", JSON.stringify(json))).toEqual(json);
  });

  test("records that were rejected within a 200 are refused, with the count of the others", () => {
    const json = { code: 200, num_records_imported: 1, status: "OK", failed_records: [{ index: 1, message: "bad" }] };
    const error = thrownBy(() => read("import", JSON.stringify(json)));
    expect(error).toMatchObject({
      code: "validation_failed",
      imported: 1,
      failedRecords: [{ index: 1, message: "bad" }],
    });
    expect(error.message).toContain("accepted only 1 records");
  });

  test("T4: texts in failed_records of a 200 stand in the error", () => {
    const json = { code: 200, num_records_imported: 0, status: "OK", failed_records: ["not allowed", "not allowed"] };
    const error = thrownBy(() => read("import", JSON.stringify(json)));
    expect(error).toMatchObject({ imported: 0, failedRecords: [], statusText: "OK" });
    expect(error.message).toContain("Mixpanel rejected the request (status 200): not allowed.");
  });

  const json = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        status: fc.constantFrom<unknown>("OK", "ok", "error", 0, 1, 2, null, "Bad Request"),
        code: fc.constantFrom<unknown>(200, 400, 500, "200", null),
        error: fc.constantFrom<unknown>(null, "", "words", {}, [], false, true),
        num_records_imported: fc.constantFrom<unknown>(0, 1, -1, 1.5, "1", null, 1e300),
        num_good_events: fc.constantFrom<unknown>(0, 1, null),
        results: fc.constantFrom<unknown>([], {}, null, 0),
        success: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  );

  test("whatever Mixpanel answers is either the operation's own answer or an error", () => {
    fc.assert(
      fc.property(json, fc.constantFrom(...SHAPES.keys()), (value, at) => {
        const shape = SHAPES[at] ?? { response: "json" };
        let taken: unknown;
        try {
          taken = readResponse(shape, received(JSON.stringify(value)));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(unusable_response|validation_failed)$/) });
          return;
        }
        expect(OWN[at]?.(value)).toBe(true);
        if (value !== 1) expect(taken).toEqual(parseKeepingDigits(JSON.stringify(value)));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("P16, T22: a read that fails with a 200 is not told of records", () => {
  const failed = received('{"status": "error", "error": "bad where"}', "application/json", 200, "read");
  const error = thrownBy(() => readResponse({ response: "json" }, failed));
  expect(error.message).toBe(
    "doThing: Mixpanel responded with an error (status 200): bad where. Correct the inputs. If they are correct, run it again later.",
  );
});

test("T13: integers beyond 2^53 come as text, in every kind of answer", () => {
  const text = '{"results": [{"data_group_id": 3928097563762691601, "ratio": 0.12345678901234567, "big": 1e300}]}';
  const kept = {
    results: [{ data_group_id: "3928097563762691601", ratio: Number("0.12345678901234567"), big: 1e300 }],
  };
  expect(read("json", text)).toEqual(kept);
  expect(readRawResponse("json", { ingestion: false, mayBeEmpty: false }, received(text))).toEqual(kept);
});

describe("readRawResponse", () => {
  const raw = (type: "arraybuffer" | "json" | "text", text: string, contentType?: string, ingestion = false) =>
    readRawResponse(type, { ingestion, mayBeEmpty: true }, received(text, contentType));

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
      message: `doThing: Mixpanel rejected the request (status 200): no. ${CHECK}`,
    });
  });

  test("a 0 is a failure on the paths that answer so, and a number elsewhere", () => {
    expect(thrownBy(() => raw("json", "0", "text/plain", true)).code).toBe("validation_failed");
    expect(raw("json", "0", "text/plain", false)).toBe(0);
  });

  test.each([
    ['{"a": ', "application/json", "not complete JSON"],
    ["<html>", "text/html", "a web page"],
  ])("%j of type %s is no JSON", (text, contentType, what) => {
    expect(thrownBy(() => raw("json", text, contentType)).message).toBe(
      `doThing: the response (status 200) is ${what}. ${UNUSABLE}`,
    );
  });

  test("bytes are handed out unchanged", () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x80]);
    const reading = { ingestion: false, mayBeEmpty: false };
    expect(readRawResponse("arraybuffer", reading, received(bytes, "application/octet-stream"))).toEqual(bytes);
  });

  test.each(["json", "text", "arraybuffer"] as const)("T3: no byte is no success of a read as %s", (type) => {
    const empty = received("", "application/json");
    const reading = { ingestion: false, mayBeEmpty: false };
    expect(thrownBy(() => readRawResponse(type, reading, empty)).code).toBe("unusable_response");
  });
});
