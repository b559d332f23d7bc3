/** Lines of a file of any size. */
import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** A complete line, and the position in the file (in bytes) after its line break. */
export interface Line {
  text: string;
  end: number;
}

/** The complete lines of a file, without reading it whole; a last line that was never ended is left out. */
export function* readLines(path: string): Generator<Line> {
  const file = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    /** Position of `rest` in the file. */
    let position = 0;
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (bytes === 0) return;
      const data = Buffer.concat([rest, chunk.subarray(0, bytes)]);
      let start = 0;
      for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
        yield { text: data.toString("utf8", start, end), end: position + end + 1 };
        start = end + 1;
      }
      rest = data.subarray(start);
      position += start;
    }
  } finally {
    closeSync(file);
  }
}
