/** Exports and copies: each a run in a process of its own, against a server of ready exports. */
import { createWriteStream, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import axios from "axios";
import { MixpanelClient, sendImport } from "../../../src/mixpanel";
import { copyEvents } from "../../../src/mixpanel/copy/copyEvents";
import { exportBatches, exportLines } from "../../../src/mixpanel/export/events";
import { exportRange } from "../../../src/mixpanel/export/range";
import { eventAt } from "./data";
import { loadMixpanelImport } from "./peers";

const CHUNK_BYTES = 1 << 20;
const IMPORTED_AGAIN = 100_000;
const DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };

const NO_PACING = { rateShare: Number.POSITIVE_INFINITY };

/** What a run is told. */
export interface Run {
  /** Events of the export, and where they are known the bytes of their lines. */
  events: number;
  bytes?: number;
  port: number;
  gzip: boolean;
  file: string;
}

const address = ({ port, gzip }: Run) => `http://127.0.0.1:${port}/${gzip ? "gzip" : "plain"}`;

const credentials = { username: "bench.user", password: "bench-secret" };
const client = (run: Run, projectId = "1") => new MixpanelClient({ credentials, projectId, apiHost: address(run) });

function assertAll(came: number, expected: number): void {
  if (came !== expected) throw new Error(`${came} came of ${expected}.`);
}

const assertWritten = ({ file, bytes = statSync(file).size }: Run) => assertAll(statSync(file).size, bytes);

async function toFile(source: AsyncIterable<unknown>, run: Run): Promise<void> {
  const file = createWriteStream(run.file, { highWaterMark: CHUNK_BYTES });
  await pipeline(Readable.from(source, { objectMode: false }), file);
  assertWritten(run);
}

function* eventsAgain(count: number): Generator<object> {
  const events = Array.from({ length: Math.min(count, IMPORTED_AGAIN) }, (_, number) => eventAt(number));
  for (let number = 0; number < count; number++) yield events[number % events.length] ?? {};
}

/** It knows Mixpanel's own hosts alone: its calls to them are led to the server. */
async function mixpanelImport(run: Run, parsed: boolean): Promise<void> {
  https.request = new Proxy(https.request, {
    apply: (_request, _this, [url, { method, headers }, answered]: [URL, https.RequestOptions, () => void]) =>
      httpRequest(`${address(run)}${url.pathname}${url.search}`, { method, headers }, answered),
  });
  const start = loadMixpanelImport();
  const options = {
    recordType: "export",
    start: DAY.from_date,
    end: DAY.to_date,
    where: run.file,
    logs: false,
    verbose: false,
  };
  writeFileSync(run.file, "");
  const job = { acct: credentials.username, pass: credentials.password, project: 1 };
  const transform = parsed ? { transformFunc: (event: object) => event } : {};
  // Its file is counted in lines: it writes characters that lie over the border of two chunks as others, of other lengths.
  assertAll((await start(job, null, { ...options, ...transform })).success, run.events);
}

/** By name; each fails where not all events came. */
export const EXPORT_RUNS: Record<string, (run: Run) => Promise<unknown>> = {
  "to file, connector": (run) => toFile(exportLines(client(run), DAY, run), run),
  "to file, mixpanel-import": (run) => mixpanelImport(run, false),
  "parsed, connector": async (run) => {
    let count = 0;
    for await (const event of exportRange(client(run), DAY, run)) if (event.event !== "") count++;
    assertAll(count, run.events);
  },
  "parsed and to file, connector": async (run) => {
    let count = 0;
    const looking = async function* () {
      for await (const { events, lines } of exportBatches(client(run), DAY, run)) {
        for (const event of events) if (event.event !== "") count++;
        yield lines;
      }
    };
    await toFile(looking(), run);
    assertAll(count, run.events);
  },
  "parsed and to file, mixpanel-import": (run) => mixpanelImport(run, true),
  "parsed and to file, naive axios": async (run) => {
    const { data } = await axios.get<string>(`${address(run)}/api/2.0/export`, {
      responseType: "text",
      proxy: false,
      transformResponse: (text: string) => text,
    });
    const events = data
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    writeFileSync(run.file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    assertWritten(run);
  },
  "import alone, connector": async (run) => {
    assertAll((await sendImport(client(run), eventsAgain(run.events), NO_PACING)).imported, run.events);
  },
  "copied, connector": async (run) => {
    const options = { gzip: run.gzip, importing: NO_PACING };
    assertAll((await copyEvents(client(run), client(run, "2"), DAY, options)).imported, run.events);
  },
};
