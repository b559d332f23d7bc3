import { DOLLAR } from "../records/bytes";

const IDENTITY_EVENTS = new Set(["$identify", "$create_alias", "$merge"]);

/** Whether an event of this name links or merges users. */
export const isIdentityEvent = (name: string): boolean => name.charCodeAt(0) === DOLLAR && IDENTITY_EVENTS.has(name);

/** Mixpanel's message if a project accepts no identity events: "identity events are not allowed when project is using simplified …". */
const REFUSES_EVERY_ONE = /simplified/i;
/** If Mixpanel rejects this many identity events for that reason and accepts none, no more are sent: each would need its own request. */
export const MAX_SINGLE_REFUSALS = 30;

/**
 * Remembers whether the project accepts identity events. A project with Simplified ID Merge rejects every request that contains one, so
 * identity events are sent separately from all others, one request at a time: https://docs.mixpanel.com/docs/tracking-methods/id-management
 */
export class IdentityLane {
  private refusals = 0;
  private isOpen = false;
  /** Why the remaining identity events are not sent; set once it is clear that the project accepts none. */
  closed: string | undefined;

  /** Mixpanel accepted an identity event. */
  accepted(): void {
    this.isOpen = true;
  }

  /** Mixpanel rejected an identity event that was sent alone. */
  refused(message: string): void {
    if (this.isOpen || !REFUSES_EVERY_ONE.test(message) || ++this.refusals < MAX_SINGLE_REFUSALS) return;
    this.closed = `not sent, because Mixpanel rejected each of the ${MAX_SINGLE_REFUSALS} identity events before it. The last response was: "${message}"`;
  }
}
