/** The latest runs, kept in memory only, and what they returned, on which later examples build. */
import { namesResult, WORKED_INPUTS } from "../../cli/src/worked";
import type { Inputs, PastRun, RunEvent } from "./protocol";

const MAX_RUNS = 50;

/** A run with what it was given and everything that the page got of it. */
export interface KeptRun extends PastRun {
  events: RunEvent[];
}

/** Actions whose result later examples name, as `{createAnnotation.results.id}`. */
const NAMED = new Set(
  WORKED_INPUTS.filter(([, inputs]) => namesResult(inputs)).flatMap(([, inputs]) =>
    [...JSON.stringify(inputs).matchAll(/"\{(\w+)\./g)].map(([, key = ""]) => key),
  ),
);

export class History {
  /** What actions returned last, by their keys. */
  readonly returned = new Map<string, unknown>();
  #runs: KeptRun[] = [];
  #lastId = 0;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  keep(run: KeptRun): void {
    this.#runs = [run, ...this.#runs].slice(0, MAX_RUNS);
  }

  /** Newest first. */
  list(): PastRun[] {
    return this.#runs.map(({ events: _, ...run }) => run);
  }

  find(id: number): { inputs: Inputs; events: RunEvent[] } | undefined {
    const run = this.#runs.find((one) => one.id === id);
    return run && { inputs: run.inputs, events: run.events };
  }

  noteReturned(action: string, data: unknown): void {
    if (NAMED.has(action)) this.returned.set(action, data);
  }
}
