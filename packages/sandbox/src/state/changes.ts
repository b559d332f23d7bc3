/** What changed in a world since it was last saved, as lines of a data folder's file. */
import type { Operation } from "../types";
import type { ObservedMap } from "./observedMap";
import type { SandboxProject } from "./project";
import type { StateRecord } from "./stateRecords";
import { savedOrganization, savedSettings, type World } from "./world";

/** Calls of these can touch events, profiles, groups and identities only: what other families keep need not be compared. */
const INGESTION_OPERATIONS: ReadonlySet<string> = new Set([
  "import-events",
  "track-event",
  "profile-set",
  "group-set-property",
  "raw-event-export",
]);

/** Collects the changes of a world. */
export class Changes {
  readonly #world: World;
  #lines: string[] = [];
  /** What was last collected of the values that have no change notes of their own. */
  #written = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Forgets all changes: the state as it is now is saved. */
  restart(): void {
    for (const project of this.#world.projects.values()) this.#observe(project);
    this.#lines = [];
    this.#written = new Map(this.#unobserved().map(([key, record]) => [key, JSON.stringify(record)]));
  }

  /**
   * The changes that are not saved yet, earlier ones included.
   * @param operation what was called, when known: most need no comparing
   */
  unsaved(operation?: Operation): readonly string[] {
    for (const project of this.#world.projects.values()) this.#collect(project);
    if (!operation || !INGESTION_OPERATIONS.has(operation.operationId)) this.#compare();
    return this.#lines;
  }

  /** Notes that everything that `unsaved` returned is saved. */
  saved(): void {
    this.#lines = [];
  }

  #append(record: StateRecord): void {
    this.#lines.push(JSON.stringify(record));
  }

  #observe(project: SandboxProject): void {
    project.events.observer = {
      added: ({ event, time, properties }) => this.#append(["event", project.id, event, time, properties]),
      removed: (identity) => this.#append(["removed", project.id, ...identity]),
    };
    for (const map of [project.profiles, project.identities]) {
      map.observe();
      map.takeChanged();
    }
    project.groups.observe();
    for (const [, profiles] of project.groups.observedEntries()) profiles.takeChanged();
  }

  #collect(project: SandboxProject): void {
    const { id, profiles, identities, groups } = project;
    each(profiles, (key, profile) => this.#append(["profile", id, key, profile?.properties ?? null]));
    each(identities, (key, canonical) => this.#append(["identity", id, key, canonical ?? null]));
    for (const groupKey of groups.takeRemovedKeys()) this.#append(["groupKeyRemoved", id, groupKey]);
    for (const [groupKey, members] of groups.observedEntries()) {
      each(members, (key, profile) => this.#append(["group", id, groupKey, key, profile?.properties ?? null]));
    }
  }

  #compare(): void {
    const current = this.#unobserved();
    const keys = new Set(current.map(([key]) => key));
    for (const [key, record] of current) {
      const text = JSON.stringify(record);
      if (this.#written.get(key) === text) continue;
      this.#written.set(key, text);
      this.#lines.push(text);
    }
    for (const key of this.#written.keys()) {
      if (keys.has(key)) continue;
      this.#written.delete(key);
      const [, projectId, name] = /^slice (\d+) (.*)$/s.exec(key) ?? [];
      if (name !== undefined) this.#append(["slice", Number(projectId), name, null]);
    }
  }

  /** Settings and slices: values that families change in place, found by comparing. */
  #unobserved(): [string, StateRecord][] {
    const organizations = [...this.#world.organizations.values()].map((one): [string, StateRecord] => [
      `organization ${one.id}`,
      ["organization", savedOrganization(one)],
    ]);
    const projects = [...this.#world.projects.values()].flatMap((project): [string, StateRecord][] => [
      [`project ${project.id}`, ["project", savedSettings(project)]],
      ...[...project.slices].map(([name, slice]): [string, StateRecord] => [
        `slice ${project.id} ${name}`,
        ["slice", project.id, name, slice],
      ]),
    ]);
    return [...organizations, ...projects];
  }
}

function each<V>(map: ObservedMap<V>, note: (key: string, value: V | undefined) => void): void {
  for (const key of map.takeChanged()) note(key, map.get(key));
}
