/** What a page says of itself. */
interface PageCounts {
  results: readonly unknown[];
  page_size: number;
  session_id: string;
  total?: number;
}

/**
 * How far the pages of one query are. Mixpanel's description calls `total` the profiles on the page, its own clients take it for those on
 * all pages, and a page in the middle may be short. So nothing is lost only where pages are read until one is not full and the rows have
 * reached the largest total so far.
 */
export class Progress {
  /** Rows that were read here. */
  private read = 0;
  private total = 0;

  /** @param before rows on the pages before the first one that is read here: known by their number alone, so perhaps fewer */
  constructor(private readonly before: number) {}

  add({ results, total = 0 }: Pick<PageCounts, "results" | "total">): void {
    this.read += results.length;
    this.total = Math.max(this.total, total);
  }

  get rows(): number {
    return this.before + this.read;
  }

  /** Rows that the largest total promises beyond those read. */
  get missing(): number {
    return Math.max(0, this.total - this.rows);
  }

  /** Whether another page has to be asked for. After an empty one, nothing follows. */
  mayGoOn({ results, page_size, session_id }: PageCounts): boolean {
    if (results.length === 0 || session_id === "") return false;
    return results.length >= page_size || this.read < this.total;
  }
}
