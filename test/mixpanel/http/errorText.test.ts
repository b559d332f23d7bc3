import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import {
  looksLikeHtml,
  MAX_ERROR_TEXT_BYTES,
  MAX_MESSAGE_CHARACTERS,
  readErrorText,
  serverWords,
} from "../../../src/mixpanel/http/errorText";

const LIMIT_MS = 60_000;

/** A body that is sent in these chunks; without an end, or with an error, if the test says so. */
function bodyOf(chunks: readonly (string | Buffer)[], ending?: "open" | Error): Readable {
  let at = 0;
  return new Readable({
    read() {
      const chunk = chunks[at++];
      if (chunk !== undefined) this.push(chunk);
      else if (ending === undefined) this.push(null);
      else if (ending !== "open") this.destroy(ending);
    },
  });
}

describe("B7: the text of a failed response", () => {
  test("is its body, decompressed if need be", async () => {
    expect(await readErrorText(bodyOf(["not ", "found"]), undefined, LIMIT_MS)).toBe("not found");
    expect(await readErrorText(bodyOf([gzipSync("not found")]), "gzip", LIMIT_MS)).toBe("not found");
  });

  test("is what came before it broke off", async () => {
    expect(await readErrorText(bodyOf(["not ", "fou"], new Error("gone")), undefined, LIMIT_MS)).toBe("not fou");
  });

  test("is what came in time", async () => {
    const body = bodyOf(["not ", "fou"], "open");
    expect(await readErrorText(body, undefined, 20)).toBe("not fou");
    expect(body.destroyed).toBe(true);
  });

  test.each([
    [MAX_ERROR_TEXT_BYTES, 1],
    [MAX_ERROR_TEXT_BYTES - 1, 2],
  ])("is the beginning of a large one, of which no more is read: %p bytes first", async (bytes, chunks) => {
    let read = 0;
    const body = new Readable({
      highWaterMark: 1,
      read() {
        this.push(Buffer.alloc(read++ === 0 ? bytes : 10, "x"));
      },
    });
    expect(await readErrorText(body, undefined, LIMIT_MS)).toBe("x".repeat(MAX_ERROR_TEXT_BYTES));
    expect([body.destroyed, read <= chunks + 1]).toEqual([true, true]);
  });

  test("is waited for no longer than until there is enough", async () => {
    const body = bodyOf([Buffer.alloc(MAX_ERROR_TEXT_BYTES, "x")], "open");
    const text = readErrorText(body, undefined, LIMIT_MS);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    const { destroyed } = body;
    body.destroy();
    expect([destroyed, (await text).length]).toEqual([true, MAX_ERROR_TEXT_BYTES]);
  });

  test("leaves no timer behind", async () => {
    const clear = jest.spyOn(globalThis, "clearTimeout");
    const set = jest.spyOn(globalThis, "setTimeout");
    await readErrorText(bodyOf(["x"]), undefined, 54_321);
    const timer = set.mock.results[set.mock.calls.findIndex(([, ms]) => ms === 54_321)]?.value;
    expect(clear.mock.calls.some(([cleared]) => timer !== undefined && cleared === timer)).toBe(true);
    clear.mockRestore();
    set.mockRestore();
  });
});

describe("B7: a web page", () => {
  test.each([
    "<!doctype html>",
    "<!DOCTYPE HTML>",
    " \n<html>",
    "<head>",
    "<body class=x>",
    "<title>x",
    "<center>x",
    "<h1>x",
    '<?xml version="1.0"?>\n<html>',
    "<!-- a -- b -->\n<!--c--> <html>",
    `<!--${"x".repeat(980)}--><html>`,
  ])("is known by its beginning: %j", (body) => {
    expect(looksLikeHtml(body)).toBe(true);
  });

  test.each([
    ...["", "html", "x<html>", '{"a":"<html>"}', "<htmlx>", "<xml>", "<!-- <html>", "<!-- x -->", "<? <html>"],
    `<!--${"x".repeat(1_000)}--><html>`,
  ])("is nothing else: %j", (body) => {
    expect(looksLikeHtml(body)).toBe(false);
  });
});

describe("B7: Mixpanel's own message", () => {
  const long = "x".repeat(MAX_MESSAGE_CHARACTERS + 1);
  test.each<[string, unknown, string]>([
    ["error", { error: "e", message: "m", detail: "d", status: "s" }, "e"],
    ["message", { message: "m", detail: "d", status: "s" }, "m"],
    ["detail", { error: null, detail: "d", status: "s" }, "d"],
    ["status", { status: "s" }, "s"],
    ["an error that is an object, as JSON", { error: { code: 1 } }, '{"code":1}'],
    ["the beginning of a long one", { error: long }, long.slice(1)],
    ["the beginning of a long object", { error: [long] }, `["${long}`.slice(0, MAX_MESSAGE_CHARACTERS)],
    ["an empty text", { error: "", message: "m" }, ""],
  ])("is %s of a JSON response", (_, json, words) => {
    expect(serverWords("the body", json)).toBe(words);
  });

  test.each<[string, unknown]>([
    ["text", undefined],
    ["JSON without words", { code: 1 }],
    ["a list", ["error"]],
  ])("is the body itself: %s", (_, json) => {
    expect([serverWords(" the body\n", json), serverWords(`  ${long}`, json), serverWords("<html>x", json)]).toEqual([
      ...["the body", long.slice(1), "a web page"],
    ]);
  });
});
