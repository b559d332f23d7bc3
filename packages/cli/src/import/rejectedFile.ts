/** Writes records that are not in Mixpanel to a file while they become known, each with its reason. */
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../usage";

/** One record that is not in Mixpanel. */
export interface Refusal {
  /** `rejected`: it must be corrected. Otherwise it is sound: it was not sent, or Mixpanel may have it. */
  status: "rejected" | "not_sent" | "unknown";
  /** Position in the file, from 0, without the header. */
  position: number;
  field?: string | undefined;
  column?: string | undefined;
  rule?: string | undefined;
  reason: string;
  /** The record as it came, as JSON: with all digits of its numbers. */
  json: string;
}

/** A name that no file has yet: `events.rejected.ndjson`, `events.rejected-2.ndjson`, … */
function freeName(source: string): string {
  const base =
    source === "stdin" ? source : path.basename(source).replace(/(\.(ndjson|jsonl|json|csv|tsv|txt))?(\.gz)?$/i, "");
  for (let number = 1; ; number++) {
    const name = `${base}.rejected${number === 1 ? "" : `-${number}`}.ndjson`;
    if (!existsSync(name)) return name;
  }
}

/** Lines are written in pieces of this size: at once, so that they never add up in memory. */
const PIECE_CHARACTERS = 64 * 1024;

export class RejectedFile {
  /** The name of the file, once a record is in it. */
  name: string | undefined;
  private descriptor: number | undefined;
  private text = "";

  /**
   * @param source what is imported: the file is named after it
   * @param given the name that was asked for
   * @throws UsageError if a file of that name exists
   */
  constructor(
    private readonly source: string,
    private readonly given: string | undefined,
  ) {
    if (given !== undefined && existsSync(given))
      throw new UsageError(`--rejected ${given} exists already. Name another file, or delete it first.`);
  }

  /** @throws Error if the file cannot be written */
  add({ json, ...refusal }: Refusal): void {
    if (this.descriptor === undefined) {
      this.name = this.given ?? freeName(this.source);
      this.descriptor = openSync(this.name, "wx");
    }
    this.text += `${JSON.stringify(refusal).slice(0, -1)},"record":${json}}\n`;
    if (this.text.length >= PIECE_CHARACTERS) this.write();
  }

  close(): void {
    if (this.descriptor === undefined) return;
    this.write();
    closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private write(): void {
    if (this.descriptor !== undefined) writeFileSync(this.descriptor, this.text);
    this.text = "";
  }
}
