/** Identity merging in both of Mixpanel's systems. See "Identity Management" and the Identity API of the reference. */
import type { JsonObject, Project } from "../types";
import { isRefusedId, RecordFailure } from "./eventRules";

/** A UUID v4, as the reference has it, or `$device:` before one, as Mixpanel's SDKs send it. */
const ANONYMOUS_ID = /^(\$device:)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const IDENTITY_EVENTS: ReadonlySet<string> = new Set(["$identify", "$create_alias", "$merge"]);

/** Whether an event's name makes it a change of identity. */
export function isIdentityEvent(name: string): boolean {
  return IDENTITY_EVENTS.has(name);
}

/** The canonical distinct ID of a user: the ID itself unless it was merged into another. */
export function canonicalId(project: Pick<Project, "identities">, distinctId: string): string {
  return project.identities.get(distinctId) ?? distinctId;
}

/** All distinct IDs of the user with this one, including itself. */
export function clusterOf(project: Pick<Project, "identities">, distinctId: string): string[] {
  const canonical = canonicalId(project, distinctId);
  return [canonical, ...project.identities.mergedInto(canonical)];
}

/** The two IDs that an identity event joins, the lasting one first, or why it cannot be read. */
export function identityPair(name: string, properties: JsonObject): [string, string] | RecordFailure {
  if (name === "$identify") {
    const identified = idOf(properties.$identified_id, "properties.$identified_id");
    const anonymous = idOf(properties.$anon_id, "properties.$anon_id");
    if (identified instanceof RecordFailure) return identified;
    if (anonymous instanceof RecordFailure) return anonymous;
    if (!ANONYMOUS_ID.test(anonymous)) return new RecordFailure("properties.$anon_id", "must be a UUID v4");
    return [identified, anonymous];
  }
  if (name === "$create_alias") {
    const distinctId = idOf(properties.distinct_id, "properties.distinct_id");
    const alias = idOf(properties.alias, "properties.alias");
    if (distinctId instanceof RecordFailure) return distinctId;
    return alias instanceof RecordFailure ? alias : [distinctId, alias];
  }
  const field = "properties.$distinct_ids";
  const ids = properties.$distinct_ids;
  if (!Array.isArray(ids) || ids.length !== 2) return new RecordFailure(field, "must be a list of two distinct IDs");
  const first = idOf(ids[0], field);
  const second = idOf(ids[1], field);
  if (first instanceof RecordFailure) return first;
  return second instanceof RecordFailure ? second : [first, second];
}

/** The properties that make an event of Simplified ID Merge: who and on which device. Null where neither is sent. */
export function simplifiedId(properties: JsonObject): { distinctId: string; deviceId: string | null } | null {
  const user = text(properties.$user_id);
  const device = text(properties.$device_id);
  if (user === null && device === null) return null;
  const deviceId = device === null ? null : `$device:${device.replace(/^\$device:/, "")}`;
  return { distinctId: user ?? deviceId ?? "", deviceId: user === null ? null : deviceId };
}

/** Whether merging two users would be rejected: `$identify` and aliases link an ID to only one user. */
export function joinsTwoUsers(project: Project, name: string, [lasting, joined]: [string, string]): boolean {
  const known = project.identities.get(joined);
  return name !== "$merge" && known !== undefined && known !== canonicalId(project, lasting);
}

/** Merges two users: the second user's events and profile move to the first. Properties that the first has are kept. */
export function mergeIdentities(project: Project, lasting: string, joined: string): void {
  const root = canonicalId(project, lasting);
  const other = canonicalId(project, joined);
  if (root === other) return;
  for (const id of clusterOf(project, other)) project.identities.set(id, root);
  project.events.identitiesChanged();
  const profile = project.profiles.get(other);
  if (!profile) return;
  const kept = project.profiles.get(root);
  project.profiles.set(root, { distinctId: root, properties: { ...profile.properties, ...kept?.properties } });
  project.profiles.delete(other);
}

/** An ID to link. Placeholders are rejected, because they would link the users of all broken clients. */
function idOf(value: unknown, field: string): string | RecordFailure {
  const id = text(value);
  if (id === null) return new RecordFailure(field, "must be a non-empty string");
  return isRefusedId(id) ? new RecordFailure(field, `must not be '${id}'`) : id;
}

function text(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
