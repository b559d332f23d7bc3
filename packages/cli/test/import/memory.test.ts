import { createWriteStream } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import { closeServers, serve } from "../../../../test/support/localServer";
import { runCli } from "../runCli";
import { acceptAll, connectionTo, event, Folder, ndjson } from "./imports";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await closeServers();
});

const MB = 1024 * 1024;
const BLOCK = 1_000;
const FILLER = "x".repeat(400);

async function writeEvents(name: string, count: number): Promise<void> {
  const out = createWriteStream(path.join(folder.path, name));
  for (let from = 0; from < count; from += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, count - from) }, (_, at) => {
      const { event: named, properties } = event(from + at);
      return { event: named, properties: { ...properties, note: `${from + at} ${FILLER}` } };
    });
    out.write(ndjson(block));
  }
  out.end();
  await finished(out);
}

/** Imports a file. @returns the most memory that the process had, in MB */
async function peakOf(name: string, count: number): Promise<number> {
  const { url } = await serve(acceptAll);
  const report = folder.write(
    "peak.cjs",
    'process.on("exit", () => require("node:fs").writeFileSync("peak", String(process.resourceUsage().maxRSS)));',
  );
  const environment = { ...connectionTo(url), NODE_OPTIONS: `--require ${path.join(folder.path, report)}` };
  const { stdout } = await runCli(["import", name], { environment, cwd: folder.path });
  expect(JSON.parse(stdout)).toMatchObject({ received: count, accepted: count });
  return (Number(folder.text("peak")) * 1024) / MB;
}

test("F1: an import of 60 MB needs less than 150 MB more memory than one of a few events", async () => {
  await writeEvents("few.ndjson", 10);
  await writeEvents("many.ndjson", 110_000);
  const base = await peakOf("few.ndjson", 10);
  expect((await peakOf("many.ndjson", 110_000)) - base).toBeLessThan(150);
});
