/** Bad lines that are listed; beyond it they are only counted. */
const MAX_LISTED = 100;

/** A line of an export that is no JSON and was left out. */
export interface BadLine {
  /** First day of the export that it came in. */
  from_date: string;
  /** Its number within that export, from 1. */
  line: number;
  /** How it begins, without credentials. */
  excerpt: string;
}

/** The lines that were left out, the first of them by name. Handing one in as an option allows leaving them out. */
export class BadLines {
  count = 0;
  readonly lines: BadLine[] = [];

  add(bad: BadLine): void {
    this.count++;
    if (this.lines.length < MAX_LISTED) this.lines.push(bad);
  }

  /** Adds those of a part that was read whole. */
  addAll({ count, lines }: BadLines): void {
    for (const bad of lines) this.add(bad);
    this.count += count - lines.length;
  }

  /** Their number and where they are, without what they hold. */
  describe(): string {
    const places = this.lines.map(({ from_date, line }) => `line ${line} of the export from ${from_date} on`);
    const rest = this.count > this.lines.length ? ", …" : "";
    const lines = this.count === 1 ? "1 line that is" : `${this.count} lines that are`;
    return `left out ${lines} not JSON: ${places.join(", ")}${rest}`;
  }

  /** Forgets all but the first `count`, where what came since is read again. */
  takeBack(count: number): void {
    this.count = count;
    this.lines.length = Math.min(this.lines.length, count);
  }
}
