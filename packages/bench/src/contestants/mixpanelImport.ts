import { TOKEN, updateAt } from "../data";
import { loadMixpanelImport, requireBesideMixpanelImport } from "../peers";
import { type Assignment, type Contestant, eventsListOf, GZIP_LEVEL, listOf } from "./contestant";

/** The fastest of 5, 10, 20 and its default of 50. Its CPU time is the same with each of them. */
const BEST_WORKERS = 10;
/** A file is read in pieces of this size, too; the default of 100 bytes makes it eight times slower. The best of 500 to 262,144. */
const FILE_HIGH_WATER = 65_536;

type Options = Readonly<Record<string, unknown>>;

const CREDENTIALS = { acct: "bench.user", pass: "bench-secret", project: "1", token: TOKEN };

interface ConnectionPools {
  Pool: new (origin: string, options: object) => object;
}

function hasPools(undici: unknown): undici is ConnectionPools {
  return typeof undici === "object" && undici !== null && "Pool" in undici;
}

/** It knows Mixpanel's own hosts alone, and pools its connections to them: the pools are led to the sink, their settings kept. */
function load({ port }: Assignment) {
  const undici = requireBesideMixpanelImport("undici");
  if (!hasPools(undici)) throw new Error("mixpanel-import pools its connections in another way than was thought.");
  undici.Pool = new Proxy(undici.Pool, {
    construct: (Pool, [, options]) => new Pool(`http://127.0.0.1:${port}`, options),
  });
  return loadMixpanelImport();
}

/** Its fast mode leaves out every transformation; abridged, it keeps no answers. */
function options(recordType: "event" | "user", { concurrency = BEST_WORKERS }: Assignment): Options {
  return {
    recordType,
    compress: true,
    compressionLevel: GZIP_LEVEL,
    workers: concurrency,
    fastMode: true,
    abridged: true,
    strict: true,
    verbose: false,
    logs: false,
  };
}

function sending(recordType: "event" | "user", source: (assignment: Assignment) => object[]): Contestant {
  return async (assignment) => {
    const send = load(assignment);
    const records = source(assignment);
    return async () => (await send(CREDENTIALS, records, options(recordType, assignment))).success;
  };
}

function fromFile(reading: Options): Contestant {
  return async (assignment) => {
    const send = load(assignment);
    const settings: Options = { ...options("event", assignment), streamFormat: "jsonl", ...reading };
    return async () => (await send(CREDENTIALS, assignment.file, settings)).success;
  };
}

/** The npm package mixpanel-import at its best settings. */
export const mixpanelImport = {
  objects: sending("event", ({ records }) => eventsListOf(records)),
  file: fromFile({ highWater: FILE_HIGH_WATER }),
  fileInMemory: fromFile({ forceStream: false }),
  profiles: sending("user", ({ records }) => listOf(records, updateAt)),
} satisfies Record<string, Contestant>;
