/**
 * A server in a process of its own that serves the prepared files of the folder it is sent as exports, compressed or not as the path
 * says, and takes imports without looking at them.
 */
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";

const CHUNK_BYTES = 1 << 20;
const IMPORTED = JSON.stringify({ code: 200, num_records_imported: 2_000, status: "OK" });

process.once("message", (folder: string) => {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      request.resume().on("end", () => response.setHeader("Content-Type", "application/json").end(IMPORTED));
      return;
    }
    const gzip = request.url?.startsWith("/gzip/") ?? false;
    if (gzip) response.setHeader("Content-Encoding", "gzip");
    const file = createReadStream(path.join(folder, gzip ? "events.gz" : "events"), { highWaterMark: CHUNK_BYTES });
    pipeline(file, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
  });
});
process.on("disconnect", () => process.exit());
