/** Maximum number of bad lines that are listed; further ones are only counted. */
const MAX_LISTED = 100;

/** A line of an export that is not valid JSON and was skipped. */
export interface BadLine {
  /** First day of the export that contained the line. */
  from_date: string;
  /** Line number in that export, from 1. */
  line: number;
  /** The beginning of the line, with credentials removed. */
  excerpt: string;
}

/** Collects skipped lines: counts all, and lists the first ones. If it is passed as an option, bad lines are skipped instead of failing. */
export class BadLines {
  count = 0;
  readonly lines: BadLine[] = [];

  add(bad: BadLine): void {
    this.count++;
    if (this.lines.length < MAX_LISTED) this.lines.push(bad);
  }

  /** Adds the skipped lines of a part that was read completely. */
  addAll({ count, lines }: BadLines): void {
    for (const bad of lines) this.add(bad);
    this.count += count - lines.length;
  }

  /** How many lines were skipped and where, without their content. */
  describe(): string {
    const places = this.lines.map(({ from_date, line }) => `line ${line} of the export that starts at ${from_date}`);
    const rest = this.count > this.lines.length ? ", …" : "";
    const lines = this.count === 1 ? "1 line that is" : `${this.count} lines that are`;
    return `skipped ${lines} not valid JSON: ${places.join(", ")}${rest}`;
  }

  /** Keeps only the first `count` lines, because the lines after them will be read again. */
  takeBack(count: number): void {
    this.count = count;
    this.lines.length = Math.min(this.lines.length, count);
  }
}
