/** Calls actions of the built component one after another, and counts their requests. */
import type { Component } from "../bundle";
import type { ConnectionValue } from "../connection";
import { execute, type Log, stderrLog } from "../execute";

/** The line that the component logs in debug mode for each request, retries included. */
const REQUEST_LINE = /^Mixpanel \w+: .*attempt \d+/;

/** Runs the actions of the demo. */
export class Session {
  /** Requests sent, retries included. */
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

  /** Runs an action by its key; inputs that are left out have the form's defaults. @throws the action's errors */
  async call(key: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const action = this.#component.actions[key];
    if (action === undefined) throw new Error(`The component has no action ${key}.`);
    return execute(action, inputs, { connection: this.#connection, log: this.#log, debug: true });
  }
}
