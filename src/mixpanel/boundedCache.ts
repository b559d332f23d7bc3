/** Remembers what was looked up, for a while and up to a number of entries; the least recently stored one goes first. */
export class BoundedCache<T> {
  private readonly entries = new Map<string, { value: T; until: number }>();

  constructor(private readonly limits: { maxEntries: number; maxAgeMs: number }) {}

  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && now < entry.until ? entry.value : undefined;
  }

  set(key: string, value: T, now: number): void {
    const { maxEntries, maxAgeMs } = this.limits;
    this.entries.delete(key);
    this.entries.set(key, { value, until: now + maxAgeMs });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= maxEntries) break;
      this.entries.delete(oldest);
    }
  }

  clear(): void {
    this.entries.clear();
  }
}
