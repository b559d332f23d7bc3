import type { MixpanelEvent } from "../ingest/completeEvent";
import { type Refused, RefusedRecord } from "../ingest/engine/options";
import { contentInsertId, isInsertId } from "../ingest/insertId";
import { isRefusedId } from "../ingest/validate/refusedIds";
import type { JsonObject } from "../records/json";
import { keyText, readId } from "./ids";
import { Invalid } from "./invalid";
import { columnReader } from "./properties";
import type { Rows } from "./rows";
import { readTime } from "./times";
import { converter } from "./values";

const text = converter("text", (ms) => ms);

/** Reads the columns that identify a row. @returns undefined if all of them are empty */
function keyReader({ source, options }: Rows): ((row: unknown) => unknown[] | undefined) | undefined {
  const { insertIdColumns = [] } = options;
  if (insertIdColumns.length === 0) return undefined;
  const readers = insertIdColumns.map((column) => columnReader(source, column));
  return (row) => {
    const key = readers.map((read) => keyText(read(row)));
    return key.some((part) => part !== "") ? key : undefined;
  };
}

const NO_KEY: Refused = {
  field: "properties.$insert_id",
  rule: "insert_id_missing",
  message:
    "properties.$insert_id: got nothing in all Insert ID Columns, expected a value in at least one of them. Choose columns that are filled in every row.",
};

/** An ID that Mixpanel accepts as it is, or the hash of another one: the same each time. Placeholders stay, to be rejected. */
function insertIdOf(id: unknown): unknown {
  return typeof id !== "string" || isInsertId(id) || isRefusedId(id) ? id : contentInsertId(id);
}

/**
 * Makes the function that turns a row into an event. It never makes up a user: without an ID, `distinct_id` is empty, as Mixpanel documents
 * for events without a user. The insert ID comes from its column, from the chosen columns, or from the whole event.
 */
export function eventMapper(rows: Rows): (row: unknown, index: number) => MixpanelEvent | RefusedRecord {
  const { properties: columns, toUtc } = rows;
  const name = rows.reader("event");
  const time = rows.reader("time");
  const insertId = rows.reader("$insert_id");
  const ids = (["distinct_id", "$user_id", "$device_id"] as const).flatMap((field) => {
    const read = rows.reader(field);
    return read === undefined ? [] : [{ field, read }];
  });
  const keyOf = keyReader(rows);
  const unset: string[] = [];

  return (row, index) => {
    const misshapen = rows.misshapen(row);
    if (misshapen) return new RefusedRecord(misshapen);
    const properties: JsonObject = {};
    const given = time?.(row);
    if (given !== undefined && given !== null && given !== "") {
      const ms = readTime(given, toUtc);
      if (ms instanceof Invalid) return new RefusedRecord(ms.refuse("properties.time"));
      properties.time = ms;
    }
    for (const { field, read } of ids) {
      const id = readId(read(row));
      if (id instanceof Invalid) return new RefusedRecord(id.refuse(`properties.${field}`));
      if (id !== "") properties[field] = id;
    }
    // An event without a user, as far as the row says.
    if ((properties.distinct_id ?? properties.$user_id ?? properties.$device_id) === undefined)
      properties.distinct_id = "";
    const event = text(name?.(row));
    if (event instanceof Invalid) return new RefusedRecord(event.refuse("event"));
    const refused = columns.add(row, index, properties, unset);
    if (refused) return new RefusedRecord(refused);
    const named = typeof event === "string" ? event : "";
    const own = insertId === undefined ? "" : readId(insertId(row));
    if (own instanceof Invalid) return new RefusedRecord(own.refuse("properties.$insert_id"));
    if (own !== "") properties.$insert_id = insertIdOf(own);
    else if (keyOf !== undefined) {
      const key = keyOf(row);
      if (key === undefined) return new RefusedRecord(NO_KEY);
      properties.$insert_id = contentInsertId(...key);
    } else if (named !== "" && properties.time !== undefined) {
      // Two equal rows without a time are two events, which their position tells apart later.
      properties.$insert_id = contentInsertId(named, properties);
    }
    return { event: named, properties };
  };
}
