import { DuckDBInstance } from "@duckdb/node-api";
import { type MixpanelClient, type SyncOptions, sendImport, syncRows } from "../../../../src/mixpanel";
import { eventViolations } from "../../../../src/mixpanel/rows/syncRows";
import { eventAt } from "../data";
import { client, NO_PACING, NOW_MS } from "./connector";
import { type Assignment, type Contestant, listOf } from "./contestant";

const EVENTS: SyncOptions = { target: { kind: "events" }, ...NO_PACING };

/** What Sync Rows checks, too. */
const check = eventViolations(NOW_MS);

/** Rows as a driver hands them over, a few thousand at once. */
const blockwise = <T>(blocks: () => AsyncIterable<readonly T[]>) => ({
  blocks,
  async *[Symbol.asyncIterator]() {
    for await (const block of blocks()) yield* block;
  },
});

/** An event as a row: its name and properties side by side. */
function rowAt(number: number): Record<string, unknown> {
  const { event, properties } = eventAt(number);
  return { event, ...properties };
}

async function* oneByOne<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

/** 14 columns, as the events of the other topics have. */
const QUERY = `
  SELECT ['Page Viewed', 'Signed Up', 'Order Completed'][1 + n % 3] AS event,
    TIMESTAMP '2025-01-01' + INTERVAL (n % 30000000) SECOND AS time,
    'user-' || n % 50000 AS distinct_id, md5(n::VARCHAR)[:32] AS "$insert_id",
    ['Chrome', 'Safari', 'Firefox'][1 + n % 3] AS "$browser", ['Mac OS X', 'Windows'][1 + n % 2] AS "$os",
    ['Berlin', 'Kraków', 'São Paulo'][1 + n % 3] AS "$city",
    'https://shop.example.com/products/' || n % 9000 || '?ref=newsletter&session=' || md5(n::VARCHAR)[:8] AS "$current_url",
    'https://search.example.com/results' AS "$referrer", (1080 - n % 7 * 60)::INTEGER AS "$screen_height",
    (n % 100000 / 100)::DECIMAL(12, 2) AS amount, n % 7 = 0 AS is_first_visit,
    ['sku-' || n % 900, 'sku-' || n % 700] AS items, NULL AS campaign
  FROM `;

/** Reads rows out of a table of an embedded DuckDB, which is filled before the clock runs. */
async function tableOf({ records }: Assignment) {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE numbers AS SELECT n FROM range(${records}) t(n)`);
  return async function* () {
    yield* (await connection.stream(`${QUERY}numbers`)).yieldRowObjectJs();
  };
}

function syncing(rows: (assignment: Assignment) => object): Contestant {
  return async (assignment) => {
    const to: MixpanelClient = client(assignment);
    const source = rows(assignment);
    return async () => (await syncRows(to, source, EVENTS)).imported;
  };
}

/** Sync Rows, and what it is measured beside. */
export const warehouse = {
  list: syncing(({ records }) => listOf(records, rowAt)),
  stream: syncing(({ records }) => oneByOne(listOf(records, rowAt))),
  importedStream: async (assignment) => {
    const to = client(assignment);
    const events = oneByOne(listOf(assignment.records, (number) => eventAt(number)));
    return async () => (await sendImport(to, events, { ...NO_PACING, check })).imported;
  },
  table: async (assignment) => {
    const to = client(assignment);
    const blocks = await tableOf(assignment);
    return async () => (await syncRows(to, blockwise(blocks), EVENTS)).imported;
  },
  /** Reads the table, and sends nothing. */
  tableAlone: async (assignment) => {
    const blocks = await tableOf(assignment);
    return async () => {
      let rows = 0;
      for await (const block of blocks()) rows += block.length;
      return rows;
    };
  },
  /** Import Events of the table's rows, which a line of code makes events of. */
  importedTable: async (assignment) => {
    const to = client(assignment);
    const rows = await tableOf(assignment);
    const events = blockwise(async function* () {
      for await (const block of rows())
        yield block.map(({ event, time, ...properties }) => ({
          event,
          properties: { ...properties, time: Number(time) },
        }));
    });
    return async () => (await sendImport(to, events, { ...NO_PACING, check })).imported;
  },
} satisfies Record<string, Contestant>;
