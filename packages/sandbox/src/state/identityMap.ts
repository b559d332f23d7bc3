/** Which distinct IDs were merged into which. */
import type { IdentityLinks } from "../types";
import { ObservedMap } from "./observedMap";

/** Distinct ID -> canonical distinct ID, with the way back: who was merged into an ID is known without a search. */
export class IdentityMap extends ObservedMap<string> implements IdentityLinks {
  readonly #merged = new Map<string, Set<string>>();

  mergedInto(canonical: string): string[] {
    return [...(this.#merged.get(canonical) ?? [])];
  }

  override set(id: string, canonical: string): this {
    this.#forget(id);
    const merged = this.#merged.get(canonical);
    if (merged) merged.add(id);
    else this.#merged.set(canonical, new Set([id]));
    return super.set(id, canonical);
  }

  override delete(id: string): boolean {
    this.#forget(id);
    return super.delete(id);
  }

  override clear(): void {
    this.#merged.clear();
    super.clear();
  }

  #forget(id: string): void {
    const canonical = this.get(id);
    if (canonical !== undefined) this.#merged.get(canonical)?.delete(id);
  }
}
