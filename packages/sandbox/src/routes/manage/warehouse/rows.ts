/** Rows of a warehouse table on their way into a project. */
import { createHash } from "node:crypto";
import { groupProfiles } from "../../../state/project";
import type { JsonObject, Profile, Project, StoredEvent } from "../../../types";
import { LOOKUP_TABLES_SLICE, lookupTablesOf } from "../../lookupTables";
import { ownValue } from "../ownValue";
import type { WarehouseImport } from "./imports";

/** Numbers below are seconds since epoch, from there on milliseconds. */
const FIRST_EPOCH_MS = 100_000_000_000;
const MAX_INSERT_ID_LENGTH = 36;

/** What the insert IDs of an import's events begin with: by it they are found again. */
export function insertIdPrefix({ id }: WarehouseImport): string {
  return `wh-${id}-`;
}

function timeMsOf(value: unknown): number {
  if (typeof value === "number") return value < FIRST_EPOCH_MS ? value * 1000 : value;
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

function textOf(row: JsonObject, column: string | null | undefined): string | undefined {
  const value = column ? ownValue(row, column) : undefined;
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** The properties of a row: its columns under their mapped names, without those that say who, when and what. */
function propertiesOf(row: JsonObject, one: WarehouseImport, taken: (string | null | undefined)[]): JsonObject {
  const { json_properties_column_name: jsonColumn, property_mappings: names } = one;
  const columns = Object.entries(row).filter(([column]) => column !== jsonColumn && !taken.includes(column));
  const json = jsonColumn ? ownValue(row, jsonColumn) : undefined;
  const more: unknown = typeof json === "string" && json.startsWith("{") ? JSON.parse(json) : json;
  return {
    ...(typeof more === "object" && more !== null && more),
    ...Object.fromEntries(columns.map(([column, value]) => [ownValue(names, column) ?? column, value])),
  };
}

function eventOf(row: JsonObject, one: WarehouseImport): StoredEvent | undefined {
  const time = timeMsOf(ownValue(row, one.time_column_name ?? ""));
  const event = one.event_name ?? textOf(row, one.event_column_name);
  if (Number.isNaN(time) || event === undefined) return undefined;
  const distinctId = textOf(row, one.user_column_name) ?? textOf(row, one.device_column_name) ?? "";
  const hash = createHash("sha256")
    .update(JSON.stringify(Object.entries(row).sort()))
    .digest("hex");
  const insertId = `${insertIdPrefix(one)}${hash}`.slice(0, MAX_INSERT_ID_LENGTH);
  const taken = [one.time_column_name, one.event_column_name, one.user_column_name, one.device_column_name];
  const own = { time: Math.floor(time / 1000), distinct_id: distinctId, $insert_id: insertId };
  return { event, time, distinctId, insertId, properties: { ...propertiesOf(row, one, taken), ...own } };
}

function importEvents(project: Project, one: WarehouseImport, rows: JsonObject[]): number {
  const events = rows.flatMap((row) => eventOf(row, one) ?? []);
  if (one.sync_mode === "mirror_mode") {
    const current = new Set(events.map(({ insertId }) => insertId));
    project.events.removeWhere(({ insertId }) => insertId.startsWith(insertIdPrefix(one)) && !current.has(insertId));
  }
  const isWhole = one.sync_mode === "full_sync" || one.sync_mode === "one_time";
  const sent = isWhole ? events : events.filter((event) => !project.events.has(event));
  for (const event of sent) project.events.add(event);
  return sent.length;
}

function importProfiles(
  profiles: Map<string, Profile>,
  one: WarehouseImport,
  rows: JsonObject[],
  idColumn: string | null | undefined,
): number {
  const named = rows.flatMap((row) => {
    const id = textOf(row, idColumn);
    return id === undefined ? [] : [{ id, properties: propertiesOf(row, one, [idColumn]) }];
  });
  for (const { id, properties } of named) {
    profiles.set(id, { distinctId: id, properties: { ...profiles.get(id)?.properties, ...properties } });
  }
  return named.length;
}

/** The table takes the shape of those that are uploaded: the key's column first, and the others by name under each key. */
function importLookupTable(project: Project, one: WarehouseImport, rows: JsonObject[]): number {
  const keyColumn = one.property_key_column_name ?? "";
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => column !== keyColumn);
  const keyed = rows.flatMap((row) => {
    const key = textOf(row, keyColumn);
    if (key === undefined) return [];
    return [[key, Object.fromEntries(columns.map((column) => [column, textOf(row, column) ?? ""]))] as const];
  });
  const name = one.mixpanel_property?.value ?? "";
  const table = { name, header: [keyColumn, ...columns], rows: Object.fromEntries(keyed) };
  project.slices.set(LOOKUP_TABLES_SLICE, { ...lookupTablesOf(project), [`warehouse-import-${one.id}`]: table });
  return keyed.length;
}

/**
 * Imports the rows of an import's table into a project, as its kind and sync mode ask. Rows without a time, an event name or an id
 * are left out.
 *
 * @returns how many rows were imported. Throws when they do not fit into the sandbox, or hold JSON that is none.
 */
export function importRows(project: Project, one: WarehouseImport, rows: JsonObject[]): number {
  switch (one.import_type) {
    case "event_stream":
      return importEvents(project, one, rows);
    case "people":
      return importProfiles(project.profiles, one, rows, one.user_column_name);
    case "groups":
      return importProfiles(groupProfiles(project, one.group_key ?? ""), one, rows, one.group_id_column);
    case "lookup_table":
      return importLookupTable(project, one, rows);
  }
}
