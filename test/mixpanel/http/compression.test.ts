import { brotliCompressSync, deflateRawSync, gunzipSync, gzipSync } from "node:zlib";
import { MixpanelError, MixpanelResponseError, MixpanelTooLargeError } from "../../../src/mixpanel/errors";
import { compress, decompress, decompressed, EncodingError } from "../../../src/mixpanel/http/compression";

const TEXT = Buffer.from('{"größer":"😀"}');
const GZIP = gzipSync(TEXT);
const TWICE = gzipSync(GZIP);
const BROTLI = brotliCompressSync(Buffer.from("some text that is compressed by a proxy"));
/** Bytes that are neither UTF-8 nor gzip. */
const BINARY = Buffer.of(0xff, 0xfe, 0xff, 0xfe, 0xff);

type Changes = Partial<Parameters<typeof decompress>[0]>;
const request: Parameters<typeof decompress>[0] = { operation: "listThings", effect: "read" };
const read = (body: Buffer, encoding?: string, changes: Changes = {}, type = "application/json") =>
  decompress({ ...request, ...changes }, body, (name) => {
    if (name === "content-encoding") return encoding;
    return name === "content-type" ? type : undefined;
  });

async function thrownBy(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function* chunksOf(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function streamed(chunks: Buffer[], encoding?: string, onCompressed?: (chunk: Buffer) => void) {
  const all: Buffer[] = [];
  for await (const chunk of decompressed(chunksOf(...chunks), encoding, onCompressed)) all.push(chunk);
  return Buffer.concat(all);
}

const inOther = (name: string) => `in another encoding (${name}) than the requested gzip`;
const MORE_THAN_ONCE = "compressed with gzip more than once";
const ADVICE = "Check the Custom API Host of the connection and any proxies in between.";

test.each([TEXT, TEXT.toString("utf8")])("B7: a body is compressed with gzip", async (body) => {
  expect(gunzipSync(await compress(body))).toEqual(TEXT);
});

describe("B7: a whole response and one that is read as it arrives", () => {
  const ways = (body: Buffer, encoding?: string) => [read(body, encoding), streamed([body], encoding)];

  test.each<[string, Buffer, string | undefined]>([
    ["gzip", GZIP, "gzip"],
    ["gzip, in upper case and with blanks", GZIP, " GZIP "],
    ["gzip by its old name", GZIP, "x-gzip"],
    ["gzip without a header", GZIP, undefined],
    ["gzip that a proxy calls something else", GZIP, "br"],
    ["gzip that is called identity", GZIP, "identity"],
    ["text", TEXT, undefined],
    ["text with an empty header", TEXT, " "],
    ["text that is called identity", TEXT, " Identity "],
    ["text that a proxy has decompressed", TEXT, "br"],
    ["text that a proxy has decompressed, with one character of four bytes", Buffer.from("a😀"), "br"],
    ["text that is cut after three bytes of a character", TEXT.subarray(0, TEXT.length - 3), "br"],
    ["text that is cut after one byte of a character", TEXT.subarray(0, TEXT.length - 5), "br"],
  ])("is read: %s", async (_what, body, encoding) => {
    const isText = !body.equals(GZIP);
    for (const plain of await Promise.all(ways(body, encoding))) expect(plain).toEqual(isText ? body : TEXT);
  });

  test.each([[0xff], [0xff, 0x61, 0x62, 0x63], [0x61, 0xff, 0xff, 0xff, 0xff], [0x61, 0xff, 0x61, 0x61, 0x61]])(
    "is no text with bytes such as %p, %p",
    async (...bytes) => {
      for (const wrong of ways(Buffer.from(bytes), "br")) expect(await thrownBy(wrong)).toBeInstanceOf(Error);
    },
  );

  test.each([
    ["br", "br"],
    ["Deflate", "Deflate"],
    ["zstd, br", "zstd"],
    ["secret-token", "unknown"],
    ["abr", "unknown"],
    ["gzip, x", "unknown"],
    ["my gzip", "unknown"],
    ["agzip", "unknown"],
    ["gzip2", "unknown"],
    ["identity, x", "unknown"],
  ])("is not read in the encoding %j, which the error calls %s", async (encoding, name) => {
    for (const body of [BROTLI, BINARY]) {
      const whole = await thrownBy(read(body, encoding));
      expect(whole).toBeInstanceOf(MixpanelResponseError);
      expect(whole).toMatchObject({
        retryable: false,
        message: `listThings: the response is ${inOther(name)}. ${ADVICE}`,
      });
      const arriving = await thrownBy(streamed([body], encoding));
      expect(arriving).toBeInstanceOf(EncodingError);
      expect(arriving).toMatchObject({ message: inOther(name) });
    }
  });

  test.each(["identity", "", undefined])("is left as it is if its header says %j", async (encoding) => {
    for (const plain of await Promise.all(ways(BINARY, encoding))) expect(plain).toEqual(BINARY);
  });

  test("is not read if it is compressed twice", async () => {
    expect(await thrownBy(read(TWICE, "gzip"))).toMatchObject({
      message: `listThings: the response is ${MORE_THAN_ONCE}. ${ADVICE}`,
    });
    expect(await thrownBy(streamed([TWICE], "gzip"))).toMatchObject({ message: MORE_THAN_ONCE });
  });
});

describe("B7: a whole response", () => {
  test.each([
    ["truncated", GZIP.subarray(0, GZIP.length - 9), "Z_BUF_ERROR"],
    ["damaged", Buffer.concat([GZIP.subarray(0, -8), Buffer.alloc(8)]), "Z_DATA_ERROR"],
    ["not gzip, as its header says", deflateRawSync(TEXT), "Z_DATA_ERROR"],
  ])("that is %s can be requested again", async (_what, body, code) => {
    const error = await thrownBy(read(body, "gzip"));
    expect(error).toBeInstanceOf(MixpanelResponseError);
    expect(error).toMatchObject({
      retryable: true,
      cause: new Error(code),
      message: expect.stringMatching(/^listThings: the compressed response is truncated or damaged\. Run .*[^.]\.$/),
    });
  });

  test("that is empty is empty, whatever its header says", async () => {
    for (const encoding of ["gzip", "br", undefined]) expect(await read(Buffer.alloc(0), encoding)).toHaveLength(0);
  });

  test("that becomes too large is not decompressed", async () => {
    const error = await thrownBy(read(gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1)), "gzip"));
    expect(error).toBeInstanceOf(MixpanelTooLargeError);
    expect(error instanceof MixpanelError && error.message).toContain("more than 64 MB");
  });

  describe("whose caller wants the bytes", () => {
    const asBytes = { asBytes: true };
    test.each([
      ["a gzip file stays one", GZIP, undefined, "application/gzip", GZIP],
      ["a gzip file without a type stays one", GZIP, undefined, "", GZIP],
      ["text that is compressed without a header is decompressed", GZIP, undefined, "text/csv", TEXT],
      ["a gzip file that is compressed once more is decompressed once", TWICE, "gzip", "application/gzip", GZIP],
      ["a file in another encoding stays as it is", BROTLI, "br", "application/octet-stream", BROTLI],
    ])("%s", async (_what, body, encoding, type, expected) => {
      expect(await read(body, encoding, asBytes, type)).toEqual(expected);
    });

    test("text in another encoding is an error", async () => {
      expect(await thrownBy(read(BROTLI, "br", asBytes, "text/csv"))).toBeInstanceOf(MixpanelResponseError);
    });

    test("a file without a content type is one", async () => {
      expect(await decompress({ ...request, ...asBytes }, GZIP, () => undefined)).toEqual(GZIP);
    });
  });

  test("is decompressed for any type if its caller does not want the bytes", async () => {
    expect(await read(GZIP, undefined, {}, "application/gzip")).toEqual(TEXT);
    expect(await read(GZIP, undefined, { asBytes: false }, "application/gzip")).toEqual(TEXT);
  });
});

describe("B7: a response that is read as it arrives", () => {
  test.each([undefined, "gzip"])("is recognized by its first bytes, also one by one (%s)", async (encoding) => {
    const bytes = (all: Buffer) => [...all].map((byte) => Buffer.of(byte));
    expect(await streamed(bytes(GZIP), encoding)).toEqual(TEXT);
    if (encoding === undefined) expect(await streamed(bytes(TEXT), encoding)).toEqual(TEXT);
  });

  test.each(["gzip", "br", undefined])("may have no bytes at all (%s)", async (encoding) => {
    expect(await streamed([], encoding)).toHaveLength(0);
    expect(await streamed([Buffer.alloc(0)], encoding)).toHaveLength(0);
  });

  test("may have a single byte", async () => {
    expect(await streamed([Buffer.from("1")])).toEqual(Buffer.from("1"));
  });

  test("tells of compressed chunks only, each as it was received", async () => {
    const seen: Buffer[] = [];
    const note = (chunk: Buffer) => void seen.push(chunk);
    await streamed([TEXT, TEXT], undefined, note);
    expect(seen).toEqual([]);
    const parts = [GZIP.subarray(0, 10), GZIP.subarray(10, 20), GZIP.subarray(20)];
    expect(await streamed(parts, "gzip", note)).toEqual(TEXT);
    expect(seen).toEqual(parts);
  });

  test("may contain the beginning of a gzip file anywhere but at its start", async () => {
    const large = Buffer.concat([Buffer.alloc(256 * 1024, "a"), GZIP, Buffer.alloc(256 * 1024, "b")]);
    expect((await streamed([gzipSync(large)], "gzip")).equals(large)).toBe(true);
  });

  test.each(["gzip", undefined])("fails with the error of its source (%s)", async (encoding) => {
    const lost = new Error("connection lost");
    for (const begun of encoding === undefined ? [[], [TEXT]] : [[], [GZIP.subarray(0, 10)]]) {
      const failing = async function* () {
        yield* begun;
        throw lost;
      };
      const reading = async () => {
        for await (const _ of decompressed(failing(), encoding));
      };
      expect(await thrownBy(reading())).toBe(lost);
    }
  });

  test("fails with the code of zlib if it is truncated or damaged", async () => {
    expect(await thrownBy(streamed([GZIP.subarray(0, 20)], "gzip"))).toMatchObject({ code: "Z_BUF_ERROR" });
    expect(await thrownBy(streamed([BINARY], "gzip"))).toMatchObject({ code: "Z_DATA_ERROR" });
  });
});
