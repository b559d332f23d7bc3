/** Calls of the built component's actions, one after the other, with a count of the requests that they take. */
import type { Component } from "../bundle";
import type { ConnectionValue } from "../connection";
import { execute, type Log, stderrLog } from "../execute";

/** What the component logs in debug mode for each request, repetitions included. */
const REQUEST_LINE = /^Mixpanel \w+: .*attempt \d+/;

/** The actions of a demonstration. */
export class Session {
  /** Requests that went out, repetitions included. */
  requests = 0;
  readonly #component: Component;
  readonly #connection: ConnectionValue;
  readonly #log: Log;

  constructor(component: Component, connection: ConnectionValue, debug: boolean) {
    this.#component = component;
    this.#connection = connection;
    const write = stderrLog(debug);
    this.#log = (level, message) => {
      if (REQUEST_LINE.test(message)) this.requests += 1;
      write(level, message);
    };
  }

  /** Runs an action by its key; inputs that are left out have the form's defaults. @throws as the action does */
  async call(key: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const action = this.#component.actions[key];
    if (action === undefined) throw new Error(`The component has no action ${key}.`);
    return execute(action, inputs, { connection: this.#connection, log: this.#log, debug: true });
  }
}
