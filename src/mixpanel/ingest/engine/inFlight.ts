import { MAX_BYTES_IN_FLIGHT } from "./limits";

/** Requests in flight: limits their number and their bytes, and sends requests with the same owner one after another. */
export class InFlight {
  private readonly requests = new Set<Promise<void>>();
  private readonly lastOf = new Map<string, Promise<void>>();
  private bytes = 0;

  /** @param most maximum number of concurrent requests */
  constructor(private readonly most: number) {}

  /** Waits until a request of this size may start. A request may always start if no other is in flight, however large it is. */
  async room(bytes: number): Promise<void> {
    const isFull = () => this.requests.size >= this.most || !this.hasSpace(bytes);
    while (this.requests.size > 0 && isFull()) await Promise.race(this.requests);
  }

  /** Whether the bodies in flight leave room for so many bytes. */
  hasSpace(bytes: number): boolean {
    return this.bytes + bytes <= MAX_BYTES_IN_FLIGHT;
  }

  /** Starts a request, after earlier requests of its owners have ended. */
  begin({ owners, bytes }: { owners: Iterable<string>; bytes: number }, send: () => Promise<void>): void {
    const before = new Set<Promise<void> | undefined>();
    for (const owner of owners) before.add(this.lastOf.get(owner));
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

  /** Waits until all requests have ended. */
  async end(): Promise<void> {
    await Promise.all(this.requests);
  }
}
