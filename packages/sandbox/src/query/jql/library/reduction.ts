/** How a group of elements is reduced, by a reducer of JQL or by a function of the script. */

/** One reduction under way. Elements are taken one by one, so that a group holds a result and not its elements. */
interface Reduction {
  add(element: unknown): void;
  result(): unknown;
}

/** One of `mixpanel.reducer`. */
export class Reducer {
  constructor(readonly start: () => Reduction) {}
}

/** What a function is given before the elements: a list of earlier results, or the user's state. */
export type Earlier = "accumulators" | "state";

/** How many elements wait for the script's own reducers, in all groups together. */
const MAX_WAITING = 2_000;
const waiting = new Set<OwnReduction>();
let waitingElements = 0;

/**
 * A reduction by a function of the script. It is called with some elements at a time and must add its earlier results to
 * them, as at Mixpanel: so no more elements are held than a few thousand.
 */
class OwnReduction implements Reduction {
  #results: unknown[] = [];
  #elements: unknown[] = [];

  constructor(
    readonly reduce: (earlier: unknown, elements: unknown[]) => unknown,
    readonly earlier: Earlier,
  ) {}

  add(element: unknown): void {
    this.#elements.push(element);
    waiting.add(this);
    waitingElements += 1;
    if (waitingElements >= MAX_WAITING) for (const reduction of waiting) reduction.#call();
  }

  result(): unknown {
    if (this.#elements.length > 0 || this.#results.length === 0) this.#call();
    return this.#results[0];
  }

  #call(): void {
    const elements = this.#elements;
    this.#elements = [];
    waiting.delete(this);
    waitingElements -= elements.length;
    this.#results = [this.reduce(this.earlier === "state" ? this.#results[0] : this.#results, elements)];
  }
}

function singleReduction(spec: unknown, earlier: Earlier): () => Reduction {
  if (spec instanceof Reducer) return spec.start;
  if (typeof spec === "function") return () => new OwnReduction((before, elements) => spec(before, elements), earlier);
  throw new TypeError("a reducer must be one of mixpanel.reducer or a function");
}

/** Reads a reducer, or a list of them whose results stand in a list. Throws a TypeError for anything else. */
export function reductionOf(spec: unknown, earlier: Earlier): () => Reduction {
  if (!Array.isArray(spec)) return singleReduction(spec, earlier);
  const starts = spec.map((one) => singleReduction(one, earlier));
  return () => {
    const reductions = starts.map((start) => start());
    return {
      add: (element) => reductions.forEach((reduction) => void reduction.add(element)),
      result: () => reductions.map((reduction) => reduction.result()),
    };
  };
}
