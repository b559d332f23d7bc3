/** The counts in a page. */
interface PageCounts {
  results: readonly unknown[];
  page_size: number;
  session_id: string;
  total?: number;
}

/**
 * How far the pages of one query have been read. Mixpanel's description says that `total` counts the profiles on the page, but its own
 * clients treat it as the number on all pages, and a page in the middle may be short. To lose nothing, pages are read until one is not full
 * and the number of rows has reached the largest total so far.
 */
export class Progress {
  /** Rows read so far. */
  private read = 0;
  private total = 0;

  /** @param before estimated rows on the pages before the first one that is read here, calculated as pages times page size */
  constructor(private readonly before: number) {}

  add({ results, total = 0 }: Pick<PageCounts, "results" | "total">): void {
    this.read += results.length;
    this.total = Math.max(this.total, total);
  }

  get rows(): number {
    return this.before + this.read;
  }

  /** Rows that the largest total counts but that were not read. */
  get missing(): number {
    return Math.max(0, this.total - this.rows);
  }

  /** Whether to request another page. No page follows an empty one. */
  mayGoOn({ results, page_size, session_id }: PageCounts): boolean {
    if (results.length === 0 || session_id === "") return false;
    return results.length >= page_size || this.read < this.total;
  }
}
