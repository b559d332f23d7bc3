import { DOLLAR } from "../records/bytes";

const IDENTITY_EVENTS = new Set(["$identify", "$create_alias", "$merge"]);

/** Whether an event of this name changes identities in place of reporting that something happened. */
export const isIdentityEvent = (name: string): boolean => name.charCodeAt(0) === DOLLAR && IDENTITY_EVENTS.has(name);

/** How Mixpanel refuses every identity event of a project: "identity events are not allowed when project is using simplified …". */
const REFUSES_EVERY_ONE = /simplified/i;
/** Identity events refused one by one for that reason, and none accepted, after which no more of them are sent: each costs a request. */
export const MAX_SINGLE_REFUSALS = 30;

/**
 * What a run has learned about the identity events of its project. A project with Simplified ID Merge refuses every request that holds
 * one, so identity events travel apart from all others, one request at a time: https://docs.mixpanel.com/docs/tracking-methods/id-management
 */
export class IdentityLane {
  private refusals = 0;
  private isOpen = false;
  /** Why the remaining identity events are not sent, once it is clear that the project takes none. */
  closed: string | undefined;

  /** Mixpanel took an identity event. */
  accepted(): void {
    this.isOpen = true;
  }

  /** Mixpanel refused an identity event that was sent alone. */
  refused(message: string): void {
    if (this.isOpen || !REFUSES_EVERY_ONE.test(message) || ++this.refusals < MAX_SINGLE_REFUSALS) return;
    this.closed = `not sent, because Mixpanel rejected each of the ${MAX_SINGLE_REFUSALS} identity events before it. The last response was: "${message}"`;
  }
}
