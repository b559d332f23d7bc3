/** Writes records as NDJSON, as one JSON list, or as CSV. */
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import { UsageError } from "../usage";
import type { Source } from "./source";

export const FORMATS = ["ndjson", "csv", "json"] as const;
export type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".csv": "csv",
  ".json": "json",
};
const ROWS_AT_ONCE = 500;

/** The format of a file and whether it is compressed, by its name. @param given replaces what the name says */
export function formatOf(file: string, given: Format | undefined): { format: Format; compress: boolean } {
  const compress = /\.gz$/i.test(file);
  const ending = path.extname(file.replace(/\.gz$/i, "")).toLowerCase();
  const format = given ?? (file === "-" ? "ndjson" : BY_ENDING[ending]);
  if (format === undefined)
    throw new UsageError(
      `The name ${file} does not say which format to write. Name it .ndjson, .csv or .json, each with or without .gz, or add --format.`,
    );
  return { format, compress };
}

type Batches = Source["batches"];

async function* asLines(batches: Batches): AsyncGenerator<Buffer> {
  for await (const { lines } of batches) yield lines;
}

/** Lines end with a newline each, so the list is as exact as they are. */
async function* asList(batches: Batches): AsyncGenerator<string> {
  let before = "[\n";
  for await (const { lines } of batches) {
    if (lines.length === 0) continue;
    yield before + lines.toString("utf8").trimEnd().replaceAll("\n", ",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/** An event or a profile as one row: its own keys, then its properties by their names. */
function rowOf(record: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const row = new Map<string, unknown>();
  for (const [key, value] of Object.entries(record))
    if (key !== "properties" && key !== "$properties") row.set(key, value);
  for (const [key, value] of Object.entries(Object(record.properties ?? record.$properties)))
    row.set(row.has(key) ? `properties.${key}` : key, value);
  return row;
}

const cellOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

/** CSV needs all columns in its first line, so the records are kept in a temporary file until the last one has come. */
async function* asTable(batches: Batches): AsyncGenerator<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "mixpanel-export-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const columns = new Set<string>();
    const kept = path.join(folder, "records.ndjson");
    const rows = async function* () {
      for await (const { records } of batches)
        for (const record of records) {
          const row = rowOf(record);
          for (const column of row.keys()) columns.add(column);
          yield `${JSON.stringify([...row])}\n`;
        }
    };
    await pipeline(Readable.from(rows()), createWriteStream(kept));
    const names = [...columns];
    if (names.length === 0) return;
    yield stringify([names]);
    let some: unknown[][] = [];
    for await (const line of createInterface({ input: createReadStream(kept), crlfDelay: Number.POSITIVE_INFINITY })) {
      const row = new Map<string, unknown>(JSON.parse(line));
      some.push(names.map((name) => cellOf(row.get(name))));
      if (some.length < ROWS_AT_ONCE) continue;
      yield stringify(some, { cast: { boolean: String } });
      some = [];
    }
    yield stringify(some, { cast: { boolean: String } });
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** The content of a file in a format. */
export const contentOf = (format: Format, batches: Batches): AsyncGenerator<Buffer | string> =>
  ({ ndjson: asLines, json: asList, csv: asTable })[format](batches);
