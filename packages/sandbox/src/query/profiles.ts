/** Engage: queries over user and group profiles. */
import { createHash } from "node:crypto";
import { SandboxError } from "../errors";
import type { JsonObject, Profile, Project } from "../types";
import { type Behavior, countBehaviors } from "./behaviors";
import { cohortMembers, cohortOf } from "./cohorts";
import { profileFilter } from "./subjects";

export interface ProfileQuery {
  /** Profiles of this group in place of user profiles. */
  dataGroupId?: string;
  distinctIds?: string[];
  where?: string;
  cohortId?: number;
  /** With a cohort: whether IDs without a profile are there too. */
  includeAllUsers: boolean;
  behaviors?: Behavior[];
  /** Instant at which the windows of behaviours end, in milliseconds since epoch. */
  asOfMs: number;
}

/** A profile as engage answers it. */
export interface ProfileResult {
  $distinct_id: string;
  $properties: JsonObject;
}

/**
 * The ID that stands for a group key in queries: a signed 64-bit number as text, as in Mixpanel's project settings. It is
 * drawn from the key, so that it stays the same over restarts.
 */
export function dataGroupId(groupKey: string): string {
  return createHash("sha256").update(groupKey).digest().readBigInt64BE().toString();
}

function groupProfilesOf(project: Project, id: string): Iterable<Profile> {
  for (const [key, profiles] of project.groups) if (dataGroupId(key) === id) return profiles.values();
  const known = [...project.groups.keys()].map((key) => `${key} is ${dataGroupId(key)}`).join(", ");
  throw new SandboxError(
    400,
    `Unknown data_group_id ${id}. Of this project's group keys ${known || "there are none"}.`,
  );
}

function candidates(project: Project, query: ProfileQuery): Iterable<Profile> {
  if (query.dataGroupId !== undefined) return groupProfilesOf(project, query.dataGroupId);
  if (query.cohortId === undefined) return project.profiles.values();
  return cohortMembers(project, cohortOf(project, query.cohortId));
}

/**
 * The profiles that a query asks for, in the order in which they were made. With `behaviors` and no `where`, those who did
 * any of them. Follows https://developer.mixpanel.com/reference/engage-query.
 *
 * @throws SandboxError 400 for an unknown cohort or group, or an expression that cannot be read
 */
export function queryProfiles(project: Project, query: ProfileQuery): ProfileResult[] {
  const passes = profileFilter(project, query.where, query.asOfMs);
  const wanted = query.distinctIds && new Set(query.distinctIds.map((id) => project.identities.get(id) ?? id));
  const counted = query.behaviors && countBehaviors(project, query.behaviors, query.asOfMs);
  const zeros = Object.fromEntries(query.behaviors?.map(({ name }) => [name, 0]) ?? []);
  const hasProfile = (profile: Profile): boolean => project.profiles.get(profile.distinctId) === profile;
  const results: ProfileResult[] = [];
  for (const profile of candidates(project, query)) {
    if (wanted && !wanted.has(profile.distinctId)) continue;
    if (query.cohortId !== undefined && !query.includeAllUsers && !hasProfile(profile)) continue;
    const behaviors = counted?.get(profile.distinctId);
    if (counted && query.where === undefined && !behaviors) continue;
    if (!passes(profile, behaviors ?? zeros)) continue;
    // A copy, so that pages of one session stay as they were when the first one was asked for.
    results.push({ $distinct_id: profile.distinctId, $properties: { ...profile.properties } });
  }
  return results;
}

/** A result with the named properties alone; those that the profile lacks are left out. */
export function withProperties(result: ProfileResult, names: string[] | undefined): ProfileResult {
  if (names === undefined) return result;
  const { $distinct_id, $properties } = result;
  const kept = names
    .filter((name) => Object.hasOwn($properties, name))
    .map((name) => [name, $properties[name]] as const);
  return { $distinct_id, $properties: Object.fromEntries(kept) };
}
