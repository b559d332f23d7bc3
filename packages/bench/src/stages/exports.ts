import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { forkOn, PINNING } from "../cores";
import { writeEvents } from "../data";
import { measureOnce } from "../measure";
import type { Sizes } from "../topics/topic";
import type { Stage } from "./stage";

/** What Mixpanel is likely to compress with. */
const GZIP_LEVEL = 6;

/** Exports and copies, from a server of ready files. */
export async function exportStage(folder: string, { exportEvents }: Sizes): Promise<Stage> {
  const ready = path.join(folder, "events");
  await writeEvents(ready, exportEvents);
  await pipeline(createReadStream(ready), createGzip({ level: GZIP_LEVEL }), createWriteStream(`${ready}.gz`));
  const server = forkOn(PINNING.sink, path.join(__dirname, "..", "exportServer.js"));
  server.send(folder);
  const [message]: { port: number }[] = await once(server, "message");
  if (message === undefined) throw new Error("The export server did not say where it listens.");
  const { port } = message;
  const file = path.join(folder, "out");
  return {
    measure: ({ records, heapMb }, { contestant }) => measureOnce({ contestant, records, port, file }, heapMb),
    close: async () => server.disconnect(),
  };
}
