/** Records of one kind, as every management family keeps them: of a project, or of an organization. */
import type { Project } from "../../types";
import { type ErrorType, found } from "./appApi";

interface Kind<T, Owner> {
  /** What a 404 calls a record that is not there, such as `Annotation`. */
  name: string;
  /** Names the kind of error in a 404, where the family does. */
  errorType?: ErrorType;
  /** Where the records stand: a list of what a snapshot saves and restores, in most families a slice of a project. */
  records(owner: Owner): T[];
}

/** The records of one kind, found by a key that each has to itself. */
export class Collection<T, Owner = Project> {
  readonly #kind: Kind<T, Owner>;
  readonly #keyOf: (record: T) => string | number;

  constructor(kind: Kind<T, Owner>, keyOf: (record: T) => string | number) {
    this.#kind = kind;
    this.#keyOf = keyOf;
  }

  /** All records, in the order in which they were made. */
  list(owner: Owner): readonly T[] {
    return this.#kind.records(owner);
  }

  find(owner: Owner, key: string | number): T | undefined {
    return this.list(owner).find((record) => this.#keyOf(record) === key);
  }

  /** The record of that key. Throws a 404 that names the kind when there is none. */
  get(owner: Owner, key: string | number): T {
    return found(this.find(owner, key), this.#kind.name, this.#kind.errorType);
  }

  add(owner: Owner, record: T): T {
    this.#kind.records(owner).push(record);
    return record;
  }

  /** Adds records, each in the place of the one that has its key. Thousands are put at once, so keys are looked up in a map. */
  put(owner: Owner, records: readonly T[]): void {
    const all = this.#kind.records(owner);
    const places = new Map(all.map((record, place) => [this.#keyOf(record), place]));
    for (const record of records) {
      const place = places.get(this.#keyOf(record)) ?? all.length;
      places.set(this.#keyOf(record), place);
      all[place] = record;
    }
  }

  /** Removes the records that the test says yes to. */
  removeWhere(owner: Owner, test: (record: T) => boolean): void {
    const all = this.#kind.records(owner);
    const kept = all.filter((record) => !test(record));
    for (const [place, record] of kept.entries()) all[place] = record;
    all.length = kept.length;
  }

  remove(owner: Owner, record: T): void {
    this.removeWhere(owner, (one) => one === record);
  }
}

/** The key of most records. */
export const idOf = <K extends string | number>({ id }: { id: K }): K => id;

/** The next id of a slice that numbers its records. */
export function nextId(state: { lastId: number }): number {
  state.lastId += 1;
  return state.lastId;
}
