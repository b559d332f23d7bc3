/** What the platform would keep of each trigger's flow: it stays from one simulation to the next, until somebody resets it. */
import type { Trigger } from "../../../cli/src/bundle";
import { triggerCommandsFor } from "../../../cli/src/example";
import { newSession, type PollingSession } from "../../../cli/src/triggers/poll";
import { StateStore } from "../../../cli/src/triggers/states";
import type { TriggerSession } from "../protocol";

export interface Session {
  /** Of a trigger that polls. */
  polling: PollingSession;
  /** Of a trigger that Mixpanel calls. */
  store: StateStore;
}

export class Sessions {
  readonly #byKey = new Map<string, Session>();

  of({ key }: Trigger): Session {
    const session = this.#byKey.get(key) ?? { polling: newSession(), store: new StateStore() };
    this.#byKey.set(key, session);
    return session;
  }

  /** Forgets the states. What has changed in the sandbox stays, so later changes must still differ from earlier ones. */
  reset(trigger: Trigger): void {
    const { rounds } = this.of(trigger).polling;
    this.#byKey.set(trigger.key, { polling: { ...newSession(), rounds }, store: new StateStore() });
  }

  shown(trigger: Trigger): TriggerSession {
    const { polling, store } = this.of(trigger);
    const [, command = ""] = triggerCommandsFor(trigger);
    const states = trigger.isPollingTrigger ? polling.states : store.states;
    return { states, polls: polling.polls, command };
  }
}
