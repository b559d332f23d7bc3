import { gunzipSync, gzipSync } from "node:zlib";
import { compress } from "../../../src/mixpanel/http/compression";

/** Text of so many bytes in which little repeats. */
const textOf = (bytes: number) =>
  Array.from({ length: Math.ceil(bytes / 8) }, (_, at) =>
    Math.imul(at + 1, 2_654_435_761)
      .toString(36)
      .padStart(8, "_")
      .slice(-8),
  )
    .join("")
    .slice(0, bytes);

test.each([0, 1, 500, 16_383, 16_384, 16_385, 400_000])(
  "S7: a body of %d bytes is the same gzip, however it is made",
  async (bytes) => {
    const body = Buffer.from(textOf(bytes));
    const compressed = await compress(body);
    expect(gunzipSync(compressed).equals(body)).toBe(true);
    expect(compressed.equals(gzipSync(body, { level: 1 }))).toBe(true);
  },
);

/** What comes first: the compressed body, or the next task of the process. */
function firstOf(body: string): Promise<unknown> {
  const next = new Promise((resolve) => setImmediate(resolve, "the next task"));
  return Promise.race([compress(body).then(() => "the body"), next]);
}

test("S7: a small body is compressed at once, without another thread", async () => {
  expect(await firstOf(textOf(16_000))).toBe("the body");
});

test("B7: a large body is compressed on another thread, while other tasks of the process go on", async () => {
  expect(await firstOf(textOf(4_000_000))).toBe("the next task");
});
