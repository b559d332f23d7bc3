import type { MixpanelError } from "../errors";
import { CARRIAGE_RETURN, NEWLINE } from "../records/bytes";
import { parseKeepingDigits } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";
import { lineEnd } from "../records/lines";
import type { BadLine, BadLines } from "./badLines";
import { eventOf, lineTooLong, MAX_PARSED_LINE_BYTES, notJson } from "./parseLine";
import { Piece } from "./piece";
import { endsInText, passEvents } from "./scanLine";

/** An event with raw line feeds in a text may span at most this many lines and bytes, which is more than Mixpanel accepts in an event. */
const MAX_JOINED_LINES = 64;
const MAX_JOINED_BYTES = 2_000_000;
/** If more bad lines follow one another, the response is not an export. */
const MAX_BAD_IN_A_ROW = 1_000;

const EXCERPT_CHARACTERS = 80;
/** How much of a line is searched for credentials before it is shortened to an excerpt. */
const REDACTED_CHARACTERS = 10_000;

const LINE_FEED = Buffer.from("\\n");
const RETURN_AND_LINE_FEED = Buffer.from("\\r\\n");

export interface LineReaderOptions {
  operation: string;
  /** First day of the export. */
  fromDate?: string;
  /** Removes credentials from Mixpanel's messages. Without it, errors do not quote them. */
  redact?(text: string): string;
  /** Collects lines that are not valid JSON, which are then skipped. Without it, such a line is an error. */
  badLines?: BadLines;
}

/** A line with its number within the export. */
interface NumberedLine {
  bytes: Buffer;
  number: number;
}

/** Where the content of a line ends, before a carriage return. */
const textEnd = ({ bytes }: NumberedLine) => bytes.length - (bytes.at(-1) === CARRIAGE_RETURN ? 1 : 0);

const isOpen = (line: NumberedLine) => endsInText(line.bytes.subarray(0, textEnd(line)));

/** Joins lines into one, with the line feeds between them escaped as `\\n`, as JSON requires within a text. */
function joined(lines: readonly NumberedLine[]): NumberedLine {
  const parts = lines.flatMap((line, index) => {
    if (index === lines.length - 1) return [line.bytes];
    const end = textEnd(line);
    return [line.bytes.subarray(0, end), end < line.bytes.length ? RETURN_AND_LINE_FEED : LINE_FEED];
  });
  return { bytes: Buffer.concat(parts), number: lines[0]?.number ?? 0 };
}

/**
 * Reads the lines of an export, each of which must be an event. A line that is not valid JSON may be the first part of an event with a raw
 * line feed in a text, so it is tried together with the lines after it: `{"event":"a` and `b"}` become `{"event":"a\\nb"}`. If that fails,
 * the export is broken; or, if `badLines` is given and a whole event follows, the line is skipped and reported.
 */
export class LineReader {
  private number = 0;
  private begun = false;
  /** Whether the current line is the last one. */
  private isEnding = false;
  /** Lines that end within a text and may continue in the next line. */
  private held: NumberedLine[] = [];
  /** Bad lines that no event has followed yet. If none follows, the export was truncated there. */
  private doubtful: BadLine[] = [];
  private firstError: MixpanelError | undefined;
  private piece = new Piece(Buffer.alloc(0));

  /** @param scans whether to check lines by their bytes where possible; events are then not parsed or returned */
  constructor(
    private readonly options: LineReaderOptions,
    private readonly scans: boolean,
  ) {}

  /** The error of the next line, if it is longer than it may be. */
  tooLong(maxBytes: number): MixpanelError {
    return lineTooLong(this.options.operation, this.number + 1, maxBytes);
  }

  /** Begins the next piece of the export. */
  begin(block: Buffer): Piece {
    this.piece = new Piece(block);
    return this.piece;
  }

  /**
   * Reads the lines of a piece that was begun.
   *
   * @throws MixpanelError if a line shows that the export is broken; the piece then ends before that line
   */
  read(block: Buffer): void {
    for (let start = 0; start < block.length; ) {
      // Blank lines: a small compressed response may hold billions of them.
      if (block[start] === NEWLINE && this.held.length === 0) {
        this.number++;
        start++;
        continue;
      }
      if (this.scans && this.held.length === 0) {
        const { lines, end } = passEvents(block, start);
        this.number += lines;
        if (lines > 0) this.found();
        start = end;
        if (start === block.length) return;
      }
      const end = lineEnd(block, start);
      this.isEnding = end === block.length;
      try {
        this.readLine(block, start, end);
      } catch (error) {
        this.piece.takeOut(start, block.length);
        throw error;
      }
      start = end + 1;
    }
  }

  private readLine(block: Buffer, start: number, end: number): void {
    // Longer lines are not parsed: their values may take twenty times as much memory.
    if (end - start > MAX_PARSED_LINE_BYTES) throw this.tooLong(MAX_PARSED_LINE_BYTES);
    this.number++;
    if (this.held.length === 0) {
      const event = this.parsed(block.toString("utf8", start, end));
      if (isRecord(event)) this.found(event);
      if (event !== undefined) return;
    }
    this.piece.takeOut(start, end);
    this.judge({ bytes: Buffer.from(block.subarray(start, end)), number: this.number });
  }

  /** @throws MixpanelError if the export does not end with a whole event */
  end(): void {
    this.isEnding = true;
    while (this.held.length > 0) this.giveUp();
    if (this.firstError !== undefined) throw this.firstError;
  }

  private found(event?: JsonObject): void {
    this.begun = true;
    if (this.firstError !== undefined) {
      for (const bad of this.doubtful) this.piece.bad.push({ before: this.piece.events.length, bad });
      this.doubtful = [];
      this.firstError = undefined;
    }
    if (!this.scans && event !== undefined) this.piece.events.push(event);
  }

  /** The event of a line, or undefined if the line is not valid JSON. */
  private parsed(text: string): JsonObject | "blank" | undefined {
    let value: unknown;
    try {
      value = parseKeepingDigits(text);
    } catch {
      return text.trim() === "" ? "blank" : undefined;
    }
    return eventOf(value, this.options.operation, { redact: this.options.redact, begun: this.begun });
  }

  /** Checks a line that was removed from its piece, together with the lines held before it, and puts the result back if it is an event. */
  private judge(line: NumberedLine): void {
    const candidate = this.held.length === 0 ? line : joined([...this.held, line]);
    const event = this.parsed(candidate.bytes.toString("utf8"));
    if (event === "blank") return;
    if (event !== undefined) {
      this.held = [];
      this.piece.putIn(candidate.bytes);
      this.found(event);
    } else if (isOpen(candidate) && this.held.length < MAX_JOINED_LINES && candidate.bytes.length < MAX_JOINED_BYTES) {
      this.held.push(line);
    } else {
      this.held.push(line);
      this.giveUp();
    }
  }

  /** Treats the first of the held lines as a bad one, and checks the others again. */
  private giveUp(): void {
    const [first, ...others] = this.held;
    this.held = [];
    if (first !== undefined) this.bad(first);
    for (const line of others) this.judge(line);
  }

  private bad({ bytes, number }: NumberedLine): void {
    const { operation, redact, badLines, fromDate = "" } = this.options;
    const text = bytes.toString("utf8");
    // Advise Skip Bad Lines only if it would help: it must be off, and the last line of a truncated export is never skipped.
    const canSkip = badLines === undefined && !this.isEnding;
    const { error, isEnd } = notJson(text, operation, { begun: this.begun, number, canSkip });
    if (badLines === undefined || isEnd || this.doubtful.length >= MAX_BAD_IN_A_ROW) throw error;
    const known = redact === undefined ? "" : redact(text.slice(0, REDACTED_CHARACTERS));
    this.doubtful.push({ from_date: fromDate, line: number, excerpt: known.slice(0, EXCERPT_CHARACTERS) });
    this.firstError ??= error;
  }
}
