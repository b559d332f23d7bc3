/** Events that passed the checks, on their way into the store. */
import type { Project, StoredEvent } from "../types";
import { RecordFailure } from "./eventRules";
import { identityPair, isIdentityEvent, joinsTwoUsers, mergeIdentities, simplifiedId } from "./identities";

/** Whether an event is dropped: Mixpanel silently drops events with `$ignore`, whatever its value. */
export function isIgnored(event: StoredEvent): boolean {
  return "$ignore" in event.properties;
}

/** Stores events that passed the checks and carries out the merges among them. */
export function storeEvents(events: readonly StoredEvent[], project: Project): void {
  for (const event of events) {
    applyIdentity(event, project);
    project.events.add(event);
  }
}

function applyIdentity(event: StoredEvent, project: Project): void {
  if (project.idMerge === "simplified") {
    const simplified = simplifiedId(event.properties);
    if (simplified?.deviceId) mergeIdentities(project, simplified.distinctId, simplified.deviceId);
    return;
  }
  if (!isIdentityEvent(event.event)) return;
  const pair = identityPair(event.event, event.properties);
  if (pair instanceof RecordFailure || joinsTwoUsers(project, event.event, pair)) return;
  mergeIdentities(project, pair[0], pair[1]);
}
