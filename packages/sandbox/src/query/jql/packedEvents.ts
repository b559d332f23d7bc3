/**
 * Events on their way into a script's engine, which takes most of a query's time to read JSON: the names of properties cross once for
 * all events that have the same ones, and for each event only the values.
 */
import type { StoredEvent } from "../../types";
import { type PackedEvent, UNSHAPED } from "./messages";

/** Events whose properties are in none of the first shapes cross with their names. */
const MAX_SHAPES = 1_000;

/** Names of properties, in their order, each below the one before it. */
interface Branch {
  next: Map<string, Branch>;
  shape: number;
}

const branch = (): Branch => ({ next: new Map(), shape: UNSHAPED });

/** The shapes that have crossed to one running script. */
export class Shapes {
  readonly #root = branch();
  #known = 0;
  #fresh: string[][] = [];

  /** The shapes that were met since the last call: the script must know them before it reads the events. */
  takeFresh(): string[][] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  pack({ event, distinctId, time, properties }: StoredEvent, labels: string[]): PackedEvent {
    const names: string[] = [];
    const values: unknown[] = [];
    for (const name of Object.keys(properties)) {
      // As in the JSON of an object, what is undefined is left out.
      if (properties[name] === undefined) continue;
      names.push(name);
      values.push(properties[name]);
    }
    const shape = this.#shapeOf(names);
    return [shape, event, distinctId, time, labels, shape === UNSHAPED ? properties : values];
  }

  #shapeOf(names: readonly string[]): number {
    let at: Branch | undefined = this.#root;
    for (const name of names) at = at?.next.get(name);
    if (at !== undefined && at.shape !== UNSHAPED) return at.shape;
    return this.#known < MAX_SHAPES ? this.#learn([...names]) : UNSHAPED;
  }

  #learn(names: string[]): number {
    let at = this.#root;
    for (const name of names) {
      const next = at.next.get(name) ?? branch();
      at.next.set(name, next);
      at = next;
    }
    at.shape = this.#known;
    this.#known += 1;
    this.#fresh.push(names);
    return at.shape;
  }
}

/** JSON in ASCII: the script's engine reads other text at half the speed. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
