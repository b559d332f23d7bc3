/**
 * The warehouse: an embedded DuckDB here. To use another one, replace this file; the SQL is nearly the same everywhere.
 *
 * Beside the tables that it reads, it keeps how far each sync has come, as products of this kind do: a position in the warehouse outlives
 * failed executions, and is changed together with nothing else.
 */
import { type DuckDBConnection, DuckDBInstance, type Json } from "@duckdb/node-api";

/** A row as JSON: what has no JSON type of its own, such as decimals, dates and long integers, is text. */
export type Row = Record<string, Json>;

/** A row's place in the order of changes. The order ID tells rows of the same time apart; as text, because it may exceed 2^53. */
export interface Position {
  updated_at: string;
  order_id: string;
}

/** The rows after one position, up to and including another. */
export interface Range {
  after: Position;
  upTo: Position;
  rows: number;
}

export interface Rejection {
  key: string;
  reason: string;
}

/** Before every row. */
const START: Position = { updated_at: "0001-01-01 00:00:00", order_id: "-9223372036854775808" };

const SETUP = `
  CREATE TABLE IF NOT EXISTS mixpanel_position (sync VARCHAR PRIMARY KEY, updated_at TIMESTAMP, order_id BIGINT);
  CREATE TABLE IF NOT EXISTS mixpanel_rejected (sync VARCHAR, key VARCHAR, reason VARCHAR, PRIMARY KEY (sync, key));
  CREATE TABLE IF NOT EXISTS mixpanel_mirror (sync VARCHAR PRIMARY KEY, state VARCHAR)`;

const AFTER =
  "(updated_at > $updated_at::TIMESTAMP OR (updated_at = $updated_at::TIMESTAMP AND order_id > $order_id::BIGINT))";
const UP_TO =
  "(updated_at < $last_at::TIMESTAMP OR (updated_at = $last_at::TIMESTAMP AND order_id <= $last_id::BIGINT))";

const RANGES = `
  WITH changed AS (
    SELECT updated_at, order_id, (row_number() OVER (ORDER BY updated_at, order_id) - 1) // $size AS batch
    FROM orders WHERE ${AFTER})
  SELECT last(updated_at::VARCHAR ORDER BY updated_at, order_id) AS updated_at,
    last(order_id::VARCHAR ORDER BY updated_at, order_id) AS order_id, count(*)::INTEGER AS rows
  FROM changed GROUP BY batch ORDER BY batch`;

const ORDERS = `
  SELECT *, 'Order ' || status AS event
  FROM orders WHERE ${AFTER} AND ${UP_TO}
  ORDER BY updated_at, order_id`;

/** A process may open a file only once. */
const instances = new Map<string, Promise<DuckDBInstance>>();

export async function connect(file: string): Promise<DuckDBConnection> {
  const instance = instances.get(file) ?? DuckDBInstance.create(file);
  instances.set(file, instance);
  return (await instance).connect();
}

/** Closes a file once nobody uses it. */
export async function release(file: string): Promise<void> {
  (await instances.get(file))?.closeSync();
  instances.delete(file);
}

export async function connectWarehouse(file: string): Promise<Warehouse> {
  const connection = await connect(file);
  await connection.run(SETUP);
  return new Warehouse(connection);
}

export class Warehouse {
  constructor(private readonly connection: DuckDBConnection) {}

  /** Splits the orders that changed since the position into ranges. @param size rows of a range */
  async changedOrders(size: number): Promise<Range[]> {
    let after = await this.position();
    const ranges: Range[] = [];
    for (const { updated_at, order_id, rows } of await this.query(RANGES, { size, ...after })) {
      const upTo = { updated_at: String(updated_at), order_id: String(order_id) };
      ranges.push({ after, upTo, rows: Number(rows) });
      after = upTo;
    }
    return ranges;
  }

  /** The orders of a range, each with the name of its event. */
  orders({ after, upTo }: Range): Promise<Row[]> {
    return this.query(ORDERS, { ...after, last_at: upTo.updated_at, last_id: upTo.order_id });
  }

  async position(): Promise<Position> {
    const [found] = await this.query(
      "SELECT updated_at::VARCHAR AS updated_at, order_id::VARCHAR AS order_id FROM mixpanel_position WHERE sync = 'orders'",
    );
    return found === undefined ? START : { updated_at: String(found.updated_at), order_id: String(found.order_id) };
  }

  /**
   * Moves the position to the end of a range, unless an earlier range is still missing.
   *
   * @returns whether it was moved
   */
  async advance({ after, upTo }: Range): Promise<boolean> {
    const { updated_at, order_id } = await this.position();
    if (updated_at !== after.updated_at || order_id !== after.order_id) return false;
    await this.query(
      "INSERT OR REPLACE INTO mixpanel_position VALUES ('orders', $updated_at::TIMESTAMP, $order_id::BIGINT)",
      { ...upTo },
    );
    return true;
  }

  customers(): Promise<Row[]> {
    return this.query("SELECT * FROM customers ORDER BY customer_id");
  }

  /** What Sync Rows returned for its next run; empty before the first one. */
  async mirrorState(sync: string): Promise<string> {
    const [found] = await this.query("SELECT state FROM mixpanel_mirror WHERE sync = $sync", { sync });
    return found === undefined ? "" : String(found.state);
  }

  async keepMirrorState(sync: string, state: string): Promise<void> {
    await this.query("INSERT OR REPLACE INTO mixpanel_mirror VALUES ($sync, $state)", { sync, state });
  }

  /** Keeps the rejected rows of a sync with their reason, where analysts find them. */
  async reject(sync: string, rejections: readonly Rejection[]): Promise<void> {
    await this.query(
      "INSERT OR REPLACE INTO mixpanel_rejected SELECT $sync, row->>'key', row->>'reason' FROM (SELECT unnest($rows::JSON::JSON[]) AS row)",
      { sync, rows: JSON.stringify(rejections) },
    );
  }

  close(): void {
    this.connection.closeSync();
  }

  private async query(sql: string, values: Record<string, string | number> = {}): Promise<Row[]> {
    return (await this.connection.runAndReadAll(sql, values)).getRowObjectsJson();
  }
}
