/** Projects and organizations as the sandbox makes them. */
import type { Organization, Profile, Project, Residency, ServiceAccount } from "../types";
import { type Capacity, MemoryEventStore } from "./eventStore";
import { IdentityMap } from "./identityMap";
import { ObservedMap } from "./observedMap";

/** What a seed or a snapshot says of a project; everything but the id has a default. */
export interface ProjectSettings {
  id: number;
  name?: string;
  token?: string;
  secret?: string;
  gdprToken?: string;
  gdprTokenExpires?: string | null;
  residency?: Residency;
  organizationId?: number;
  workspaceId?: number;
  idMerge?: "original" | "simplified";
  timeZone?: string;
  created?: string;
  deniedByPlan?: string[];
  /** Service account id -> role. */
  members?: Record<string, string>;
}

/** The group profiles of one project: every map of a group key notes its own changes. */
export class GroupMap extends Map<string, Map<string, Profile>> {
  readonly #observed = new Map<string, ObservedMap<Profile>>();
  readonly #removedKeys = new Set<string>();
  #observing = false;

  /** Starts noting changes in all group keys, those to come included. */
  observe(): void {
    this.#observing = true;
    this.#removedKeys.clear();
    for (const profiles of this.#observed.values()) profiles.observe();
  }

  /** The profiles of every group key, as maps that know what changed. */
  observedEntries(): Iterable<[string, ObservedMap<Profile>]> {
    return this.#observed;
  }

  /** The group keys that were deleted whole since the last call. */
  takeRemovedKeys(): string[] {
    const keys = [...this.#removedKeys];
    this.#removedKeys.clear();
    return keys;
  }

  override set(groupKey: string, profiles: Map<string, Profile>): this {
    const observed = new ObservedMap<Profile>();
    if (this.#observing) observed.observe();
    if (this.has(groupKey)) this.#removedKeys.add(groupKey);
    for (const [groupId, profile] of profiles) observed.set(groupId, profile);
    this.#observed.set(groupKey, observed);
    return super.set(groupKey, observed);
  }

  override delete(groupKey: string): boolean {
    this.#removedKeys.add(groupKey);
    this.#observed.delete(groupKey);
    return super.delete(groupKey);
  }

  override clear(): void {
    for (const groupKey of this.keys()) this.#removedKeys.add(groupKey);
    this.#observed.clear();
    super.clear();
  }
}

/** A project as the sandbox holds it: the shared contract, with maps that note their changes. */
export interface SandboxProject extends Project {
  events: MemoryEventStore;
  profiles: ObservedMap<Profile>;
  groups: GroupMap;
  identities: IdentityMap;
}

/** A project with defaults for what the settings leave out. */
export function createProject(
  settings: ProjectSettings,
  organization: Organization,
  capacity: Capacity,
): SandboxProject {
  const { id } = settings;
  const identities = new IdentityMap();
  const everyAccount = organization.serviceAccounts.map((account) => [account.id, account.role] as const);
  const members = settings.members
    ? Object.entries(settings.members).map(([accountId, role]) => [Number(accountId), role] as const)
    : everyAccount;
  return {
    id,
    name: settings.name ?? `Project ${id}`,
    token: settings.token ?? `sandbox-token-${id}`,
    secret: settings.secret ?? `sandbox-project-secret-${id}`,
    gdprToken: settings.gdprToken ?? "sandbox-gdpr-token",
    gdprTokenExpires: settings.gdprTokenExpires ?? null,
    residency: settings.residency ?? "US",
    organization,
    workspaceId: settings.workspaceId ?? id * 10,
    idMerge: settings.idMerge ?? "original",
    timeZone: settings.timeZone ?? "UTC",
    created: settings.created ?? "2024-01-01",
    deniedByPlan: new Set(settings.deniedByPlan),
    members: new Map(members),
    identities,
    events: new MemoryEventStore(capacity, identities),
    profiles: new ObservedMap(),
    groups: new GroupMap(),
    slices: new Map(),
  };
}

/** The organization that is always there, with the one service account that sees every project. */
export function createOrganization(id: number, name: string, accounts: ServiceAccount[]): Organization {
  return { id, name, serviceAccounts: [...new Map(accounts.map((account) => [account.id, account])).values()] };
}

/** The group profiles of one group key, made when the key is new. */
export function groupProfiles(project: Project, groupKey: string): Map<string, Profile> {
  const existing = project.groups.get(groupKey);
  if (existing) return existing;
  project.groups.set(groupKey, new Map());
  return groupProfiles(project, groupKey);
}

export const DEFAULT_ORGANIZATION_ID = 100;

/** The service account that every sandbox starts with. */
export const DEFAULT_SERVICE_ACCOUNT: ServiceAccount = {
  id: 1000,
  username: "sandbox.user",
  secret: "sandbox-secret",
  role: "owner",
  expires: null,
  created: "2024-01-01T00:00:00Z",
};

/** The three projects that every sandbox starts with: one in each residency. */
export const DEFAULT_PROJECTS: readonly ProjectSettings[] = [
  { id: 1, name: "Sandbox US", token: "sandbox-token", secret: "sandbox-project-secret", residency: "US" },
  {
    id: 2,
    name: "Sandbox EU",
    token: "sandbox-token-eu",
    secret: "sandbox-project-secret-eu",
    residency: "EU",
    idMerge: "simplified",
  },
  { id: 3, name: "Sandbox India", token: "sandbox-token-in", secret: "sandbox-project-secret-in", residency: "IN" },
];
