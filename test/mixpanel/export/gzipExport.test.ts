import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { compressedFile, plainFile } from "../../../src/mixpanel/export/filePieces";
import { readLines } from "../../../src/mixpanel/export/lineBlocks";
import { failureOf } from "../../support/failure";
import { collect, eventsOf, linesOf } from "./exportSource";

const options = { operation: "downloadData", host: "data.mixpanel.com" };
const events = eventsOf(1, 3);
const TEXT = linesOf(events);
const ENCODINGS = [["gzip"], ["GZIP"], ["x-gzip"], ["identity"], [undefined]] as const;

const answerOf = (encoding: string | undefined, ...chunks: Buffer[]) => ({
  status: 200,
  header: (name: string) => (name === "content-encoding" ? encoding : undefined),
  body: Readable.from(chunks),
});
const fileOf = async (pieces: AsyncIterable<Buffer>) => Buffer.concat(await collect(pieces));

describe.each(ENCODINGS)("T16: an export that is gzip and called %s", (encoding) => {
  const bytes = gzipSync(TEXT);

  test("is read as events, wherever its first bytes are cut", async () => {
    for (const cut of [0, 1, 2, 3, 11]) {
      const answer = answerOf(encoding, bytes.subarray(0, cut), bytes.subarray(cut));
      expect(await collect(readLines(answer, options))).toEqual(events);
    }
  });

  test("a gzip export is returned as a file, and its bytes stay unchanged in a compressed file", async () => {
    expect((await fileOf(plainFile(answerOf(encoding, bytes), options))).toString()).toBe(TEXT);
    expect(await fileOf(compressedFile(answerOf(encoding, bytes), options))).toEqual(bytes);
  });

  test("is a failure where it is cut", async () => {
    const half = bytes.subarray(0, bytes.length - 9);
    for (const read of [readLines, plainFile, compressedFile]) {
      const error = await failureOf(collect<unknown>(read(answerOf(encoding, half), options)));
      expect(error).toMatchObject({
        code: "unusable_response",
        message: expect.stringContaining("truncated or damaged"),
      });
    }
  });

  test("has no events where no byte comes", async () => {
    expect(await collect(readLines(answerOf(encoding), options))).toEqual([]);
    expect(await fileOf(plainFile(answerOf(encoding), options))).toHaveLength(0);
    expect(gunzipSync(await fileOf(compressedFile(answerOf(encoding), options)))).toHaveLength(0);
  });
});
