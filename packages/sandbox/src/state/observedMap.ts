/** Maps that remember which keys were written, so that only changes have to be saved. */

/** A Map with string keys that notes every changed key in `changed` once `observe()` was called. */
export class ObservedMap<V> extends Map<string, V> {
  #changed: Set<string> | null = null;

  /** Starts noting changes; until then none are kept, so a sandbox without a data folder pays nothing. */
  observe(): void {
    this.#changed ??= new Set();
  }

  /** The keys written or deleted since the last call. */
  takeChanged(): string[] {
    const keys = [...(this.#changed ?? [])];
    this.#changed?.clear();
    return keys;
  }

  override set(key: string, value: V): this {
    this.#changed?.add(key);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#changed?.add(key);
    return super.delete(key);
  }

  override clear(): void {
    for (const key of this.keys()) this.#changed?.add(key);
    super.clear();
  }
}
