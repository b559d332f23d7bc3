/** What is under way at the same time, a bounded number of it. */
export class Slots {
  private used = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * Takes a slot as soon as there is one.
   *
   * @param most slots that there are, for this caller
   * @param leftMs how long it may wait, in milliseconds
   * @returns whether it was in time
   */
  async enter(most: number, leftMs: () => number): Promise<boolean> {
    while (this.used >= most) if (!(await this.nextFree(leftMs()))) return false;
    this.used++;
    return true;
  }

  leave(): void {
    this.used--;
    this.waiting.shift()?.();
  }

  private nextFree(leftMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const freed = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.waiting.push(freed);
      if (leftMs === Number.POSITIVE_INFINITY) return;
      timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(freed), 1);
        resolve(false);
      }, leftMs);
    });
  }
}
