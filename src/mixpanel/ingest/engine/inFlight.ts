import { MAX_BYTES_IN_FLIGHT } from "./limits";

/** Requests that are under way: a bounded number of them and of their bytes, and one at a time of what has the same owner. */
export class InFlight {
  private readonly requests = new Set<Promise<void>>();
  private readonly lastOf = new Map<string, Promise<void>>();
  private bytes = 0;

  /** @param most requests at the same time */
  constructor(private readonly most: number) {}

  /** Waits until there is room for a request of so many bytes; on its own, any has. */
  async room(bytes: number): Promise<void> {
    const isFull = () => this.requests.size >= this.most || this.bytes + bytes > MAX_BYTES_IN_FLIGHT;
    while (this.requests.size > 0 && isFull()) await Promise.race(this.requests);
  }

  /** Begins a request, or lets it wait for those of its owners. */
  begin({ owners, bytes }: { owners: ReadonlySet<string>; bytes: number }, send: () => Promise<void>): void {
    const before = new Set<Promise<void>>();
    for (const owner of owners) {
      const earlier = this.lastOf.get(owner);
      if (earlier) before.add(earlier);
    }
    const request = Promise.all(before)
      .then(send)
      .finally(() => {
        this.requests.delete(request);
        this.bytes -= bytes;
        for (const owner of owners) if (this.lastOf.get(owner) === request) this.lastOf.delete(owner);
      });
    for (const owner of owners) this.lastOf.set(owner, request);
    this.requests.add(request);
    this.bytes += bytes;
  }

  /** Waits for all. */
  async end(): Promise<void> {
    await Promise.all(this.requests);
  }
}
