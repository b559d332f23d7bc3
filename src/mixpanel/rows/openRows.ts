/** Rows of a page. Their memory is freed together. */
const PAGE_ROWS = 2_048;

interface Page {
  rows: unknown[];
  /** Rows whose outcome is still to come, those that were not read yet included. */
  open: number;
}

/**
 * The rows whose outcome is not known yet, by position: about as many as are packed or in flight. Positions follow each other, so that pages
 * take a fraction of the time that a Map of rows takes.
 */
export class OpenRows {
  private readonly pages = new Map<number, Page>();

  /** @param index the position after the last one; or the same one again, which replaces its row */
  set(index: number, row: unknown): void {
    const at = index % PAGE_ROWS;
    const page = this.pageOf(index);
    if (page !== undefined) page.rows[at] = row;
    else this.pages.set((index - at) / PAGE_ROWS, { rows: Object.assign([], { [at]: row }), open: PAGE_ROWS - at });
  }

  get(index: number): unknown {
    return this.pageOf(index)?.rows[index % PAGE_ROWS];
  }

  settle(index: number): void {
    const page = this.pageOf(index);
    if (page !== undefined && --page.open === 0) this.pages.delete(Math.floor(index / PAGE_ROWS));
  }

  private pageOf(index: number): Page | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS));
  }
}
