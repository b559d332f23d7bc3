/** Lines of a file of any size. */
import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** The complete lines of a file as text, without reading it whole; a last line that was never ended is left out. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (bytes === 0) return;
      const data = Buffer.concat([rest, chunk.subarray(0, bytes)]);
      let start = 0;
      for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
        yield data.toString("utf8", start, end);
        start = end + 1;
      }
      rest = data.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}
