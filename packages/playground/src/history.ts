/** The latest runs, kept in memory only, and what they returned, on which later examples build. */
import { actionsNamedBy, WORKED_INPUTS } from "../../cli/src/worked";
import type { PastRun } from "./protocol";

const MAX_RUNS = 50;

/** Actions whose result later examples name, as `{createAnnotation.results.id}`. */
const NAMED = new Set(WORKED_INPUTS.flatMap(([, inputs]) => actionsNamedBy(inputs)));

export class History {
  /** What actions returned last, by their keys. */
  readonly returned = new Map<string, unknown>();
  #runs: PastRun[] = [];
  #lastId = 0;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  keep(run: PastRun): void {
    this.#runs = [run, ...this.#runs].slice(0, MAX_RUNS);
  }

  /** Newest first. */
  list(): readonly PastRun[] {
    return this.#runs;
  }

  noteReturned(action: string, data: unknown): void {
    if (NAMED.has(action)) this.returned.set(action, data);
  }
}
