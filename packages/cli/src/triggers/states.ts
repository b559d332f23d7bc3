/** The states that the platform keeps for a flow: each execution gets a copy, which is saved whole after its success. */

/** A state as the platform stores it: JSON. */
export type State = Record<string, unknown>;

/** What the executions of one flow share. */
export interface States {
  /** Of this flow; polling state is part of it. */
  instanceState: State;
  /** Of all flows of the instance. */
  crossFlowState: State;
}

/** Limit of all kept states together. */
const MAX_STATE_BYTES = 64 * 1024 * 1024;

const emptyStates = (): States => ({ instanceState: {}, crossFlowState: {} });

/**
 * What the platform stores of a state: a copy, of what JSON can hold.
 *
 * @throws Error for a state that is larger than the platform stores
 */
export function stored<T extends object>(state: T): T {
  const text = JSON.stringify(state);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_STATE_BYTES)
    throw new Error(`The state has ${bytes} bytes. The platform stores at most ${MAX_STATE_BYTES}.`);
  return JSON.parse(text);
}

const isState = (value: unknown): value is State => typeof value === "object" && value !== null;

/** Adds the states that a function returns, beside those that it changed in place. */
function addReturned(states: States, returned: unknown): void {
  const { instanceState, crossFlowState } = Object(returned);
  if (isState(instanceState)) Object.assign(states.instanceState, instanceState);
  if (isState(crossFlowState)) Object.assign(states.crossFlowState, crossFlowState);
}

/** Keeps the states of one flow. */
export class StateStore {
  #kept: States;

  constructor(states: States = emptyStates()) {
    this.#kept = stored(states);
  }

  /** A copy of what is kept. */
  get states(): States {
    return stored(this.#kept);
  }

  /**
   * Runs one execution on a copy of the states. If it fails, nothing of the copy is kept; otherwise the copy replaces what other executions
   * saved meanwhile.
   */
  async execute<T>(run: (states: States) => Promise<T>): Promise<T> {
    const states = this.states;
    const returned = await run(states);
    addReturned(states, returned);
    this.#kept = stored(states);
    return returned;
  }
}
