/** Everything the sandbox holds: organizations, projects and their data, saved to and restored from one JSON value. */
import { SandboxError } from "../errors";
import type { JsonObject, Organization, Profile, ServiceAccount, StoredEvent } from "../types";
import type { Capacity } from "./eventStore";
import {
  createOrganization,
  createProject,
  DEFAULT_ORGANIZATION_ID,
  DEFAULT_PROJECTS,
  DEFAULT_SERVICE_ACCOUNT,
  groupProfiles,
  type ProjectSettings,
  type SandboxProject,
} from "./project";

/** An organization as a seed or a snapshot writes it. */
export interface OrganizationSnapshot {
  id: number;
  name: string;
  serviceAccounts: ServiceAccount[];
}

/** A project with its data as a seed or a snapshot writes it. Events are as `/import` takes them, without a token. */
export interface ProjectSnapshot extends ProjectSettings {
  events?: { event: string; properties: JsonObject; timeMs?: number }[];
  /** Distinct ID -> properties. */
  profiles?: Record<string, JsonObject>;
  /** Group key -> group ID -> properties. */
  groups?: Record<string, Record<string, JsonObject>>;
  /** Distinct ID -> canonical distinct ID. */
  identities?: Record<string, string>;
  slices?: Record<string, JsonObject>;
}

/** Version of the form in which snapshots are written. */
export const SNAPSHOT_VERSION = 1;

/** The whole state. Projects and organizations that it does not name keep their defaults. */
export interface Snapshot {
  /** Left out, the current version. */
  version?: number;
  organizations?: OrganizationSnapshot[];
  projects?: ProjectSnapshot[];
}

/** The state itself; routes read its maps, which stay the same objects when the content is replaced. */
export class World {
  readonly organizations = new Map<number, Organization>();
  readonly projects = new Map<number, SandboxProject>();
  readonly capacity: Capacity;

  readonly #timeZone: string;

  /**
   * @param maxEvents how many events all projects may hold together
   * @param timeZone the zone of projects whose settings name none
   */
  constructor(maxEvents: number, timeZone = "UTC") {
    this.#timeZone = timeZone;
    this.capacity = { max: maxEvents, used: 0 };
    this.clear();
  }

  /** Back to the default organization and the three empty projects. */
  clear(): void {
    for (const project of this.projects.values()) project.events.clear();
    this.projects.clear();
    this.organizations.clear();
    const organization = createOrganization(DEFAULT_ORGANIZATION_ID, "Sandbox", [{ ...DEFAULT_SERVICE_ACCOUNT }]);
    this.organizations.set(organization.id, organization);
    for (const settings of DEFAULT_PROJECTS) {
      this.projects.set(
        settings.id,
        createProject({ timeZone: this.#timeZone, ...settings }, organization, this.capacity),
      );
    }
  }

  /** Adds what a snapshot or seed holds: named organizations and projects replace those of the same id. */
  load(snapshot: Snapshot): void {
    for (const { id, name, serviceAccounts } of snapshot.organizations ?? []) {
      this.organizations.set(id, createOrganization(id, name, serviceAccounts));
      for (const project of this.projects.values()) {
        const organization = this.organizations.get(project.organization.id);
        if (organization) project.organization = organization;
      }
    }
    for (const project of snapshot.projects ?? []) this.#loadProject(project);
  }

  /** Sets what a project is, without its data: a new one, or the settings of one that keeps its data. */
  configure(settings: ProjectSettings | undefined): void {
    const existing = settings && this.projects.get(settings.id);
    if (!settings || !existing) {
      this.load({ projects: settings ? [settings] : [] });
      return;
    }
    const organization = this.organizations.get(settings.organizationId ?? existing.organization.id);
    const { events, profiles, groups, identities, slices } = existing;
    const configured = createProject(
      { ...savedSettings(existing), ...definedOf(settings) },
      organization ?? existing.organization,
      {
        ...this.capacity,
      },
    );
    Object.assign(existing, configured, { events, profiles, groups, identities, slices });
  }

  /** The whole state as plain JSON values, events included. */
  save(): Required<Snapshot> {
    return {
      version: SNAPSHOT_VERSION,
      organizations: [...this.organizations.values()].map(savedOrganization),
      projects: [...this.projects.values()].map((project) => ({
        ...savedProject(project),
        events: [...project.events.range()].map(savedEvent),
      })),
    };
  }

  #loadProject(saved: ProjectSnapshot): void {
    const previous = this.projects.get(saved.id);
    const organizationId = saved.organizationId ?? previous?.organization.id ?? DEFAULT_ORGANIZATION_ID;
    const organization = this.organizations.get(organizationId);
    if (!organization) {
      throw new SandboxError(400, `Project ${saved.id} names organization ${organizationId}, which is not there.`);
    }
    previous?.events.clear();
    const settings = previous
      ? { ...savedSettings(previous), ...definedOf(saved) }
      : { timeZone: this.#timeZone, ...definedOf(saved) };
    const project = createProject(settings, organization, this.capacity);
    for (const [id, canonical] of Object.entries(saved.identities ?? {})) project.identities.set(id, canonical);
    for (const event of saved.events ?? []) project.events.add(loadedEvent(event));
    for (const [id, properties] of Object.entries(saved.profiles ?? {}))
      project.profiles.set(id, profile(id, properties));
    for (const [key, groups] of Object.entries(saved.groups ?? {})) {
      const profiles = groupProfiles(project, key);
      for (const [id, properties] of Object.entries(groups)) profiles.set(id, profile(id, properties));
    }
    for (const [name, slice] of Object.entries(saved.slices ?? {})) project.slices.set(name, slice);
    this.projects.set(saved.id, project);
  }
}

/** A project with all its data but the events. */
export function savedProject(project: SandboxProject): Omit<ProjectSnapshot, "events"> {
  return {
    ...savedSettings(project),
    profiles: savedProfiles(project.profiles),
    groups: Object.fromEntries([...project.groups].map(([key, profiles]) => [key, savedProfiles(profiles)])),
    identities: Object.fromEntries(project.identities),
    slices: Object.fromEntries(project.slices),
  };
}

function savedProfiles(profiles: Map<string, Profile>): Record<string, JsonObject> {
  return Object.fromEntries([...profiles].map(([id, { properties }]) => [id, properties]));
}

/** What the settings of a project are now, as `createProject` takes them. */
export function savedSettings(project: SandboxProject): ProjectSettings {
  const { id, name, token, secret, gdprToken, gdprTokenExpires, residency, workspaceId, idMerge, timeZone, created } =
    project;
  return {
    id,
    name,
    token,
    secret,
    gdprToken,
    gdprTokenExpires,
    residency,
    workspaceId,
    idMerge,
    timeZone,
    created,
    organizationId: project.organization.id,
    deniedByPlan: [...project.deniedByPlan],
    members: Object.fromEntries(project.members),
  };
}

/** An organization with its service accounts as plain JSON values. */
export function savedOrganization(organization: Organization): OrganizationSnapshot {
  const { id, name, serviceAccounts } = organization;
  return { id, name, serviceAccounts: [...serviceAccounts] };
}

/** A stored event in the form that a snapshot keeps; the milliseconds stand apart because `properties.time` is in seconds. */
export function savedEvent(stored: StoredEvent): { event: string; properties: JsonObject; timeMs: number } {
  return { event: stored.event, properties: stored.properties, timeMs: stored.time };
}

/** A stored event from the form that a snapshot or a seed keeps. Seeds may leave `timeMs` out and give `properties.time` in seconds. */
export function loadedEvent(saved: { event: string; properties: JsonObject; timeMs?: number }): StoredEvent {
  const { properties } = saved;
  const time = saved.timeMs ?? Number(properties.time) * 1000;
  if (!Number.isFinite(time)) throw new Error(`The event ${JSON.stringify(saved.event)} of the seed has no time.`);
  const distinctId = String(properties.distinct_id ?? "");
  const insertId = String(properties.$insert_id ?? "");
  return { event: saved.event, time, distinctId, insertId, properties };
}

function profile(distinctId: string, properties: JsonObject): Profile {
  return { distinctId, properties };
}

/** The settings that a snapshot names; what it leaves undefined keeps its place for a default. */
function definedOf(saved: ProjectSnapshot): ProjectSettings {
  const { events, profiles, groups, identities, slices, ...settings } = saved;
  const named = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.assign({ id: settings.id }, Object.fromEntries(named));
}
