import { gzipSync } from "node:zlib";
import { GZIP_LEVEL } from "../records/gzip";
import type { RowFile } from "./types";

/** Lines are compressed in pieces of this size: the pieces of a gzip file may follow each other. */
const PIECE_CHARACTERS = 1 << 20;

const exact = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

/** A row as JSON; integers that JSON cannot hold as text. */
export function rowJson(row: unknown): string {
  try {
    return JSON.stringify(row, exact) ?? "null";
  } catch {
    return '"[a row that cannot be written as JSON]"';
  }
}

/** Collects rows as gzipped NDJSON, so that very many of them take little memory. */
export class RowFileWriter {
  private lines: string[] = [];
  private characters = 0;
  private readonly pieces: Buffer[] = [];
  private rows = 0;

  /** @param json one row, with its position and reason */
  add(json: string): void {
    this.lines.push(json);
    this.rows++;
    this.characters += json.length;
    if (this.characters >= PIECE_CHARACTERS) this.compress();
  }

  /** The file; null if it has no rows. */
  end(): RowFile | null {
    this.compress();
    if (this.rows === 0) return null;
    return { data: Buffer.concat(this.pieces), contentType: "application/gzip", rows: this.rows };
  }

  private compress(): void {
    if (this.lines.length === 0) return;
    this.pieces.push(gzipSync(`${this.lines.join("\n")}\n`, { level: GZIP_LEVEL }));
    this.lines = [];
    this.characters = 0;
  }
}
