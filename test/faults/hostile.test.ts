import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import {
  type Answer,
  begun,
  bombOf,
  drip,
  dripped,
  endless,
  GZIP,
  nested,
  serveHostile,
  verbatim,
  whole,
} from "./hostileServer";

const SCRIPT = path.join(__dirname, "hostileSteps.js");
const MAX_GROWN_MB = 300;

/** A step, what the server sends it, and what its error must say. */
interface Case {
  name: string;
  kind?: "trigger" | "dataSource";
  key: string;
  params?: Record<string, unknown>;
  made?: Record<string, { bombOf?: string; before?: string; levels?: number; after?: string }>;
  answer: Answer;
  error: string;
  says: RegExp;
}

interface End {
  name: string;
  error?: string;
  message?: string;
  events?: number;
  truncated?: boolean;
  grownKb: number;
}

/** Runs the steps in one process, against one server. @param speed of its clock */
async function endsOf(cases: readonly Omit<Case, "error" | "says">[], speed = 1): Promise<Map<string, End>> {
  const server = await serveHostile(new Map(cases.map(({ name, answer }) => [name, answer])));
  try {
    const steps = JSON.stringify(cases.map(({ answer: _, ...step }) => step));
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--expose-gc",
      SCRIPT,
      server.url,
      String(speed),
      steps,
    ]);
    const ends: End[] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return new Map(ends.map((end) => [end.name, end]));
  } finally {
    server.close();
  }
}

const day = { from_date: "2024-01-01", to_date: "2024-01-01" };
const file = { ...day, output: "file" };
const event = { event: "a", properties: { time: 1_700_000_000, distinct_id: "x", $insert_id: "abc" } };
const EVENT = JSON.stringify(event);
const stored = whole('{"code":200,"num_records_imported":1,"status":"OK"}');
const deepLine = EVENT.replace('"abc"', `"abc","deep":${nested(100_000)}`);
const manyObjects = `[${"{},".repeat(20_000_000)}1]`;
const text = Buffer.alloc(65_536, "x");

const cohorts = { key: "listCohorts", error: "MixpanelResponseError" };
const jql = { key: "customJQLQuery", params: { script: "function main() {}" } };
const days = { key: "downloadData", params: day, error: "MixpanelTooLargeError" };
const importing = { key: "importEvents", answer: stored, error: "InputError" };
const syncing = { key: "syncRows", params: { target: "events" }, answer: stored, error: "InputError" };
const tooLarge = { error: "MixpanelTooLargeError" };
const [LINE_4_MB, LINE_32_MB] = [
  /line 1 of the export is longer than 4 MB/,
  /line 1 of the export is longer than 32 MB/,
];
const [MORE_THAN_64_MB, MORE_THAN_128_MB] = [/\(more than 64 MB\)/, /\(more than 128 MB\)/];
const DEEP = /JSON nested more than 500 levels deep/;
const RECORD_32_MB = /of more than 32 MB, expected records of at most 1 MB/;

/** Responses of a server. */
const RESPONSES: Case[] = [
  { name: "export-line", ...days, answer: endless("", text), says: LINE_4_MB },
  { name: "export-line-file", ...days, params: file, answer: endless("", text), says: LINE_32_MB },
  { name: "export-bomb", ...days, answer: whole(bombOf("x"), { headers: [GZIP] }), says: LINE_4_MB },
  {
    name: "export-bomb-file",
    ...days,
    params: file,
    answer: whole(bombOf("x"), { headers: [GZIP] }),
    says: LINE_32_MB,
  },
  { name: "export-deep", ...days, ...cohorts, ...{ key: "downloadData" }, answer: whole(`${deepLine}\n`), says: DEEP },
  { name: "export-brackets", ...days, answer: endless("", "[".repeat(65_536)), says: LINE_4_MB },
  {
    name: "copy-line",
    ...days,
    key: "copyEvents",
    params: { ...day, destination: 1, destination_project_id: "456" },
    answer: endless("", text),
    says: LINE_4_MB,
  },
  { name: "json", ...cohorts, ...tooLarge, answer: endless("[", text), says: MORE_THAN_64_MB },
  {
    name: "json-error",
    ...cohorts,
    ...tooLarge,
    answer: endless("[", text, { status: "400 Bad Request" }),
    says: MORE_THAN_64_MB,
  },
  { name: "json-large", ...jql, ...tooLarge, answer: endless("[", text), says: MORE_THAN_128_MB },
  {
    name: "json-bomb",
    ...cohorts,
    ...tooLarge,
    answer: whole(bombOf("x"), { headers: [GZIP] }),
    says: MORE_THAN_64_MB,
  },
  { name: "json-deep", ...cohorts, answer: whole(nested(100_000)), says: DEEP },
  { name: "json-deep-long", ...cohorts, answer: whole(`[${nested(100_000)},1234567890123456789]`), says: DEEP },
  {
    name: "json-deep-error",
    ...cohorts,
    answer: whole(`{"error":${nested(100_000)}}`, { status: "400 Bad Request" }),
    says: /400/,
  },
  { name: "json-deep-failure", ...cohorts, answer: whole(`{"status":"error","error":${nested(100_000)}}`), says: DEEP },
  { name: "json-values", ...cohorts, ...tooLarge, answer: whole(manyObjects), says: /more than 10 million values/ },
  {
    name: "import-deep",
    ...importing,
    params: { events: [event] },
    ...cohorts,
    key: "importEvents",
    answer: whole(nested(100_000)),
    says: DEEP,
  },
  {
    name: "trigger",
    kind: "trigger",
    key: "newEvents",
    ...tooLarge,
    answer: endless("[", text),
    says: MORE_THAN_64_MB,
  },
  {
    name: "trigger-bomb",
    kind: "trigger",
    key: "cohortMembershipChanges",
    params: { filter_by_cohort: "1" },
    ...tooLarge,
    answer: whole(bombOf("x"), { headers: [GZIP] }),
    says: MORE_THAN_128_MB,
  },
  {
    name: "choices",
    kind: "dataSource",
    ...cohorts,
    key: "cohorts",
    ...tooLarge,
    answer: endless("[", text),
    says: MORE_THAN_64_MB,
  },
  { name: "choices-deep", kind: "dataSource", ...cohorts, key: "cohorts", answer: whole(nested(100_000)), says: DEEP },
  {
    name: "headers",
    ...cohorts,
    error: "MixpanelNetworkError",
    answer: verbatim(`HTTP/1.1 200 OK\r\n${"X-Name: value\r\n".repeat(100_000)}`),
    says: /more than 16 KB of headers/,
  },
  {
    name: "no-http",
    ...cohorts,
    error: "MixpanelNetworkError",
    answer: verbatim("SSH-2.0-OpenSSH_9.6\r\n"),
    says: /not valid HTTP/,
  },
  {
    name: "length-short",
    ...cohorts,
    error: "MixpanelNetworkError",
    answer: verbatim(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]${"x".repeat(100_000)}`),
    says: /not valid HTTP/,
  },
  {
    name: "length-two",
    ...cohorts,
    error: "MixpanelNetworkError",
    answer: verbatim("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]"),
    says: /not valid HTTP/,
  },
  {
    name: "garbage",
    ...cohorts,
    answer: whole(Buffer.concat([gzipSync("[]"), text]), { headers: [GZIP] }),
    says: /truncated or damaged/,
  },
  {
    name: "gzip-twice",
    ...cohorts,
    answer: whole(gzipSync(gzipSync("[]")), { headers: ["Content-Encoding: gzip, gzip"] }),
    says: /compressed with gzip more than once/,
  },
  {
    name: "brotli",
    ...cohorts,
    answer: whole(brotliCompressSync("[]"), { headers: ["Content-Encoding: br"] }),
    says: /another encoding \(br\)/,
  },
  {
    name: "deflate",
    ...cohorts,
    answer: whole(deflateSync("[]"), { headers: ["Content-Encoding: deflate"] }),
    says: /another encoding \(deflate\)/,
  },
  {
    name: "export-brotli",
    ...cohorts,
    ...days,
    error: "MixpanelResponseError",
    answer: whole(brotliCompressSync(EVENT), { headers: ["Content-Encoding: br"] }),
    says: /another encoding \(br\)/,
  },
];

/** Files that a step takes as its input. */
const FILES: Case[] = [
  { name: "input-bomb", ...importing, made: { events: { bombOf: "x" } }, says: RECORD_32_MB },
  { name: "input-bomb-list", ...importing, made: { events: { bombOf: "[{" } }, says: RECORD_32_MB },
  { name: "rows-bomb", ...syncing, made: { rows: { bombOf: "x" } }, says: /a row of more than 8 MB/ },
  {
    name: "rows-bomb-quote",
    ...syncing,
    made: { rows: { bombOf: 'event,time,distinct_id\n"' } },
    says: /a row of more than 8 MB/,
  },
  { name: "rows-bomb-columns", ...syncing, made: { rows: { bombOf: "," } }, says: /a row of more than 8 MB/ },
  {
    name: "raw-deep",
    ...importing,
    key: "rawRequest",
    params: { method: "POST", url: "/track", responseType: "json" },
    made: { data: { levels: 100_000 } },
    says: /Data: got a value of more than 500 levels/,
  },
  {
    name: "json-input-deep",
    ...importing,
    key: "customJQLQuery",
    params: { script: "function main() {}" },
    made: { params: { levels: 100_000 } },
    says: /Params: got a value of more than 500 levels/,
  },
  { name: "input-bomb-text", ...importing, made: { events: { bombOf: '"' } }, says: RECORD_32_MB },
  {
    name: "input-deep",
    ...importing,
    made: { events: { before: '[{"event":', levels: 100_000, after: "}]" } },
    says: DEEP,
  },
  {
    name: "mapping-deep",
    ...syncing,
    params: { target: "events", rows: [event] },
    made: { mappingJson: { before: '{"a":', levels: 100_000, after: "}" } },
    says: DEEP,
  },
];

const DRIPS: Case[] = [
  { name: "json", ...cohorts, answer: drip(begun("["), dripped) },
  { name: "error", ...cohorts, answer: drip(begun('{"error":"', { status: "400 Bad Request" }), dripped) },
  {
    name: "redirect",
    ...cohorts,
    answer: drip(begun("moved", { status: "302 Found", headers: ["Location: http://127.0.0.1:1/"] }), dripped),
  },
  { name: "headers", ...cohorts, answer: drip("HTTP/1.1 200 OK\r\n", "X") },
  { name: "processing", ...cohorts, answer: drip("", "HTTP/1.1 102 Processing\r\n\r\n") },
  { name: "import", key: "importEvents", params: { events: [event] }, answer: drip(begun('{"code":200'), dripped) },
  { name: "export", ...days, answer: drip(begun('{"event":"'), dripped) },
  { name: "export-blank", ...days, answer: drip(begun(`${EVENT}\n`), "1\r\n\n\r\n") },
  { name: "choices", kind: "dataSource" as const, key: "cohorts", answer: drip(begun("["), dripped) },
].map((one) => ({ ...one, error: "MixpanelTimeoutError", says: /time limit of the step|within \d/ }));

let ends: Map<string, End>;
let ofFiles: Map<string, End>;
let ofDrips: Map<string, End>;

beforeAll(async () => {
  [ends, ofFiles, ofDrips] = await Promise.all([endsOf(RESPONSES), endsOf(FILES), endsOf(DRIPS, 60)]);
});

const mostGrownMb = (of: Map<string, End>) => Math.max(...[...of.values()].map(({ grownKb }) => grownKb / 1_024));

describe("B1: a hostile response ends in an error that says what came", () => {
  test.each(RESPONSES)("$name", ({ name, error, says }) => {
    expect(ends.get(name)).toMatchObject({ error, message: expect.stringMatching(says) });
  });

  test(`all of them together take less than ${MAX_GROWN_MB} MB`, () => {
    expect(ends.size).toBe(RESPONSES.length);
    expect(mostGrownMb(ends)).toBeLessThan(MAX_GROWN_MB);
  });
});

describe("B1: a hostile file ends in an error that says what came", () => {
  test.each(FILES)("$name", ({ name, error, says }) => {
    expect(ofFiles.get(name)).toMatchObject({ error, message: expect.stringMatching(says) });
  });

  test(`all of them together take less than ${MAX_GROWN_MB} MB`, () => {
    expect(ofFiles.size).toBe(FILES.length);
    expect(mostGrownMb(ofFiles)).toBeLessThan(MAX_GROWN_MB);
  });
});

describe("B1: a response that never ends by itself ends at the time limit of the step", () => {
  test.each(DRIPS)("$name", ({ name, error, says }) => {
    expect(ofDrips.get(name)).toMatchObject({ error, message: expect.stringMatching(says) });
  });
});
