/** The events that tell Mixpanel what was done in the CRM. */
import { createHash } from "node:crypto";
import type { Change } from "./changes";
import type { Delivery } from "./delivery";

/** Mixpanel allows at most 36 letters, digits and hyphens. */
const INSERT_ID_LENGTH = 36;

export interface TrackedEvent {
  event: string;
  properties: Record<string, string | number | null>;
}

/**
 * The event of a change. Mixpanel removes duplicates by event name, time, distinct ID and insert ID: all four follow from the delivery, so
 * that an event that is sent again is not counted again.
 */
function eventOf({ kind, distinctId = "" }: Change, delivery: Delivery): TrackedEvent {
  const time = Date.parse(delivery.session_started_at ?? "");
  const identity = JSON.stringify([delivery.session_id ?? time, delivery.cohort_id, kind, distinctId]);
  return {
    event: "Cohort Member Synced",
    properties: {
      time,
      distinct_id: distinctId,
      $insert_id: createHash("sha256").update(identity).digest("hex").slice(0, INSERT_ID_LENGTH),
      change: kind,
      cohort_id: delivery.cohort_id,
      cohort_name: delivery.cohort_name,
    },
  };
}

/** The events of a complete delivery's changes. A record that is not from Mixpanel has none. */
export function eventsOf(changes: readonly Change[], delivery: Delivery): TrackedEvent[] {
  return changes.filter(({ distinctId }) => distinctId !== undefined).map((change) => eventOf(change, delivery));
}
