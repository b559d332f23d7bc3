import { gunzipped } from "../records/file";
import { TABLE_INPUT, TableCheck } from "./tableCheck";

/**
 * Decompresses a file, and no further than a table may be large.
 *
 * @throws InputError where it is cut or damaged, or over the limit
 */
export async function gunzipTable(file: Buffer): Promise<Buffer> {
  const size = new TableCheck();
  const chunks: Buffer[] = [];
  for await (const chunk of gunzipped(TABLE_INPUT, file)) {
    size.piece(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
