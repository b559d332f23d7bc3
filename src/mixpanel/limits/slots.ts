/** Limits how many requests are in progress at the same time (a semaphore). */
export class Slots {
  private used = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * Takes a slot as soon as one is free.
   *
   * @param most number of slots that this caller may see in use, its own included
   * @param leftMs how long it may wait, in milliseconds
   * @returns whether it got a slot in time
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
