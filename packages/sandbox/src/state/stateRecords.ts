/** The lines of a data folder's file: each sets or removes one thing, so that reading them in order gives the state. */

import type { JsonObject } from "../types";
import { isJsonObject } from "../types";
import type { EventIdentity } from "./eventStore";
import { groupProfiles, type ProjectSettings } from "./project";
import { checkedSnapshot } from "./seed";
import {
  loadedEvent,
  type OrganizationSnapshot,
  savedEvent,
  savedOrganization,
  savedSettings,
  type World,
} from "./world";

/** One line; null in the last place removes. */
export type StateRecord =
  | ["organization", OrganizationSnapshot]
  | ["project", ProjectSettings]
  | ["event", number, string, number, JsonObject]
  | ["removed", number, ...EventIdentity]
  | ["profile", number, string, JsonObject | null]
  | ["group", number, string, string, JsonObject | null]
  | ["groupKeyRemoved", number, string]
  | ["identity", number, string, string | null]
  | ["slice", number, string, JsonObject | null];

/** The whole state as records, in an order that can be read back. */
export function* recordsOf(world: World): Generator<StateRecord> {
  for (const organization of world.organizations.values()) yield ["organization", savedOrganization(organization)];
  for (const project of world.projects.values()) {
    const { id } = project;
    yield ["project", savedSettings(project)];
    for (const [distinctId, canonical] of project.identities) yield ["identity", id, distinctId, canonical];
    for (const stored of project.events.range()) {
      const { event, timeMs, properties } = savedEvent(stored);
      yield ["event", id, event, timeMs, properties];
    }
    for (const [distinctId, profile] of project.profiles) yield ["profile", id, distinctId, profile.properties];
    for (const [groupKey, profiles] of project.groups) {
      for (const [groupId, profile] of profiles) yield ["group", id, groupKey, groupId, profile.properties];
    }
    for (const [name, slice] of project.slices) yield ["slice", id, name, slice];
  }
}

/** A line that no sandbox wrote, or that is damaged. */
export class NoRecordError extends Error {
  override name = "NoRecordError";
}

/** Applies one line to a world. Throws a NoRecordError that says where it is and quotes its beginning when it cannot be read. */
export function applyLine(world: World, line: string, where: string): void {
  try {
    apply(world, JSON.parse(line));
  } catch (cause) {
    const start = line.slice(0, 80);
    throw new NoRecordError(
      `The data folder holds a line that is no record of a sandbox: ${start}\nIt is ${where}: repair or delete the line, or use another folder.`,
      { cause },
    );
  }
}

function apply(world: World, record: unknown): void {
  if (!Array.isArray(record)) throw new Error("not a list");
  const [kind, ...rest]: unknown[] = record;
  if (kind === "organization") world.load(checkedSnapshot({ organizations: rest }));
  else if (kind === "project") world.configure(checkedSnapshot({ projects: rest }).projects?.[0]);
  else applyToProject(world, kind, rest);
}

function applyToProject(world: World, kind: unknown, [projectId, key, first, second, third]: unknown[]): void {
  const project = typeof projectId === "number" ? world.projects.get(projectId) : undefined;
  if (!project || typeof key !== "string") throw new Error("no such project, or no key");
  if (kind === "event" && typeof first === "number" && isJsonObject(second)) {
    project.events.add(loadedEvent({ event: key, timeMs: first, properties: second }));
  } else if (kind === "removed" && typeof first === "number") {
    project.events.remove([key, first, String(second), String(third)]);
  } else if (kind === "profile") setOrDelete(project.profiles, key, profileOf(key, first));
  else if (kind === "identity") {
    setOrDelete(project.identities, key, typeof first === "string" ? first : null);
    project.events.identitiesChanged();
  } else if (kind === "slice") setOrDelete(project.slices, key, isJsonObject(first) ? first : null);
  else if (kind === "groupKeyRemoved") project.groups.delete(key);
  else if (kind === "group" && typeof first === "string") {
    setOrDelete(groupProfiles(project, key), first, profileOf(first, second));
  } else throw new Error("unknown kind");
}

function profileOf(distinctId: string, properties: unknown): { distinctId: string; properties: JsonObject } | null {
  return isJsonObject(properties) ? { distinctId, properties } : null;
}

function setOrDelete<V>(map: Map<string, V>, key: string, value: V | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
