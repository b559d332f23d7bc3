/** Writes records that are not in Mixpanel to a file while they become known, each with its reason. */
import { accessSync, closeSync, constants, existsSync, openSync, writeFileSync } from "node:fs";
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

/** The name without its format: `events` of `folder/events.ndjson.gz`. */
const stemOf = (source: string): string =>
  source === "stdin" ? source : path.basename(source).replace(/(\.(ndjson|jsonl|json|csv|tsv|txt))?(\.gz)?$/i, "");

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** @throws UsageError if no file of this name can be made */
function assertNew(name: string): void {
  if (existsSync(name))
    throw new UsageError(`--rejected ${name} exists already. Name another file, or delete it first.`);
  try {
    if (name === "") throw new Error("it names no file");
    // Opening a name with a slash at its end would fail only when the first record is rejected.
    if (/[/\\]$/.test(name)) throw new Error("it names a folder");
    accessSync(path.dirname(name), constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `--rejected ${name} cannot be written: ${textOf(error)}. Name a file in a folder that exists.`,
    );
  }
}

/** Lines are written in pieces of this size: at once, so that they never add up in memory. */
const PIECE_CHARACTERS = 64 * 1024;

/** A file that cannot be written ends nothing: the records go on to Mixpanel, and the summary says it. */
export class RejectedFile {
  /** The name of the file, once it is there. */
  name: string | undefined;
  /** Why the file lacks records. */
  failure: string | undefined;
  private descriptor: number | undefined;
  private text = "";

  /**
   * @param source what is imported: the file is named after it
   * @param given the name that was asked for
   * @throws UsageError if a file of that name exists, or cannot be made
   */
  constructor(
    private readonly source: string,
    private readonly given: string | undefined,
  ) {
    if (given !== undefined) assertNew(given);
  }

  add({ json, ...refusal }: Refusal): void {
    if (this.failure !== undefined) return;
    this.text += `${JSON.stringify(refusal).slice(0, -1)},"record":${json}}\n`;
    if (this.descriptor === undefined) this.attempt(() => this.open());
    if (this.text.length >= PIECE_CHARACTERS) this.write();
  }

  close(): void {
    const { descriptor } = this;
    if (descriptor === undefined) return;
    this.write();
    this.descriptor = undefined;
    this.attempt(() => closeSync(descriptor));
  }

  private write(): void {
    const { descriptor, text } = this;
    this.text = "";
    if (descriptor !== undefined) this.attempt(() => writeFileSync(descriptor, text));
  }

  /** Unless it was given, the first name that no file has: `events.rejected.ndjson`, `events.rejected-2.ndjson`, … */
  private open(): void {
    for (let number = 1; ; number++) {
      const name = this.given ?? `${stemOf(this.source)}.rejected${number === 1 ? "" : `-${number}`}.ndjson`;
      try {
        this.descriptor = openSync(name, "wx");
        this.name = name;
        return;
      } catch (error) {
        if (this.given !== undefined || Object(error).code !== "EEXIST") throw error;
      }
    }
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure ??= textOf(error);
    }
  }
}
