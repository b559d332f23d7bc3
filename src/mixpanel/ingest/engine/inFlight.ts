import { MAX_BYTES_IN_FLIGHT } from "./limits";
import { OwnerTable } from "./ownerTable";

/** Requests in flight: limits their number and their bytes, and sends requests with the same owner one after another. */
export class InFlight {
  /** By their numbers. */
  private readonly requests = new Map<number, Promise<void>>();
  private readonly lastOf = new OwnerTable((request) => request === this.begun || this.requests.has(request));
  private begun = 0;
  private bytes = 0;

  /** @param most maximum number of concurrent requests */
  constructor(private readonly most: number) {}

  /** Waits until a request of this size may start. A request may always start if no other is in flight, however large it is. */
  async room(bytes: number): Promise<void> {
    const isFull = () => this.requests.size >= this.most || !this.hasSpace(bytes);
    while (this.requests.size > 0 && isFull()) await Promise.race(this.requests.values());
  }

  /** Whether the bodies in flight leave room for so many bytes. */
  hasSpace(bytes: number): boolean {
    return this.bytes + bytes <= MAX_BYTES_IN_FLIGHT;
  }

  /** Starts a request, after earlier requests of its owners have ended. */
  begin({ owners, bytes }: { owners: Iterable<string | undefined>; bytes: number }, send: () => Promise<void>): void {
    const number = ++this.begun;
    const before = new Set<number>();
    for (const owner of owners) {
      const earlier = owner === undefined ? 0 : this.lastOf.follow(owner, number);
      if (earlier !== 0 && earlier !== number) before.add(earlier);
    }
    const request = Promise.all(Array.from(before, (earlier) => this.requests.get(earlier)))
      .then(send)
      .finally(() => {
        this.requests.delete(number);
        this.bytes -= bytes;
      });
    this.requests.set(number, request);
    this.bytes += bytes;
  }

  /** Waits until all requests have ended. */
  async end(): Promise<void> {
    await Promise.all(this.requests.values());
  }
}
