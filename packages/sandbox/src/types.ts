/** What the rooms of the sandbox share: the state of one project, and what a route says of itself. */

export type Residency = "US" | "EU" | "IN";

/** One of Mixpanel's hosts: `ingestion` (api…), `app` (query and app API) or `data` (export and pipelines) of a residency. */
export interface MixpanelHost {
  name: string;
  residency: Residency;
  purpose: "ingestion" | "app" | "data";
}

/** A JSON object as it came in over the wire. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object, as opposed to a list or a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One event as Mixpanel stores it. */
export interface StoredEvent {
  event: string;
  /** Milliseconds since epoch. */
  time: number;
  distinctId: string;
  insertId: string;
  /** All properties as sent, with `time` (seconds), `distinct_id` and `$insert_id` among them; without the token. */
  properties: JsonObject;
}

export interface Profile {
  distinctId: string;
  properties: JsonObject;
}

/** Distinct ID -> canonical distinct ID. */
export interface IdentityLinks extends Map<string, string> {
  /** The distinct IDs that were merged into a canonical one. */
  mergedInto(canonical: string): string[];
}

/** Where events are kept: deduplicated on (event, time, distinct_id, $insert_id), the last one winning. */
export interface EventStore {
  readonly size: number;
  add(event: StoredEvent): void;
  /** Events with fromMs <= time < toMs, oldest first. Without bounds, all of them. */
  range(fromMs?: number, toMs?: number): Iterable<StoredEvent>;
  /** True when an event of the same (event, time, distinct_id, $insert_id) is stored. */
  has(event: StoredEvent): boolean;
  /** How many more events fit under the sandbox's bound. */
  room(): number;
  /** Takes out every event the test says yes to; returns how many. */
  removeWhere(test: (event: StoredEvent) => boolean): number;
  /** Tells the store that identities were merged: stored events take the canonical distinct ID before they are read again. */
  identitiesChanged(): void;
  clear(): void;
}

/** A clock that tests and users can move: `now()` is milliseconds since epoch. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
}

export interface ServiceAccount {
  id: number;
  username: string;
  secret: string;
  role: string;
  expires: string | null;
  created: string;
  /** Id of the account that made this one through the API. */
  creator?: number;
}

export interface Organization {
  id: number;
  name: string;
  serviceAccounts: ServiceAccount[];
}

export interface Project {
  id: number;
  name: string;
  token: string;
  /** Legacy project secret: Basic user name with an empty password. */
  secret: string;
  /** Bearer token of the GDPR API. */
  gdprToken: string;
  /** When the GDPR token expires, as ISO 8601; Mixpanel's expire after a year. Null if it does not. */
  gdprTokenExpires: string | null;
  residency: Residency;
  organization: Organization;
  workspaceId: number;
  /** Original ID Merge knows $identify, $create_alias and $merge; Simplified ID Merge refuses them on /import. */
  idMerge: "original" | "simplified";
  /** IANA name of the zone whose days the query API counts. */
  timeZone: string;
  /** Day on which the project was made, `yyyy-mm-dd`: before 2023, exports have its days and times in its own zone. */
  created: string;
  /** Families that the project's plan does not include: they answer 402. */
  deniedByPlan: Set<string>;
  /** User names of the organization's service accounts that may use the project, with their role in it. */
  members: Map<number, string>;
  events: EventStore;
  profiles: Map<string, Profile>;
  /** Group key -> group ID -> profile. */
  groups: Map<string, Map<string, Profile>>;
  /** Distinct ID -> canonical distinct ID of its cluster; only IDs that were merged into another stand here. */
  identities: IdentityLinks;
  /** What a family of routes keeps for itself, by family name: JSON values only, so that it can be saved and restored. */
  slices: Map<string, JsonObject>;
}

/** How much a JQL script may take before it is stopped. */
export interface ScriptLimits {
  timeLimitMs: number;
  memoryLimitBytes: number;
}

/** All that credentials can open. */
export interface Tenants {
  clock: Clock;
  /** All projects by id. */
  projects: Map<number, Project>;
  organizations: Map<number, Organization>;
}

/** What a route says of itself; the server's hooks enforce it before the handler runs. */
export interface Operation {
  /** `operationId` of Mixpanel's OpenAPI description. */
  operationId: string;
  /** Family the operation belongs to: ingestion, export, query, pipelines, annotations, lexicon, warehouse, flags, … */
  family: string;
  /**
   * Who may call. `serviceAccount`: Basic with a service account of the project (or the legacy project secret).
   * `importer`: that, or Basic with the project token as user name. `gdpr`: Bearer GDPR token and `?token=`.
   * `organization`: a service account of the organization in the path. `open`: the token is in the body.
   */
  credentials: "serviceAccount" | "importer" | "gdpr" | "organization" | "open";
  /** Where the project id stands: `?project_id=`, a path parameter (`projectId` or `project_id`), the form body, or the workspace in the path. */
  projectIn: "query" | "path" | "form" | "workspace" | "body" | "none";
  /** Rate limits that the call counts against. */
  limits: ("query" | "jql" | "export" | "lexicon" | "gdpr" | "ingestion" | "lookupTables")[];
  /** Further operations of Mixpanel's description that the same path answers (`/engage` is nine of them). */
  also?: string[];
}

declare module "fastify" {
  interface FastifyContextConfig {
    operation?: Operation;
    /** What a control route does, for the list of `GET /_sandbox`. */
    purpose?: string;
    /** The handler gets the body's bytes, inflated, instead of a parsed value. */
    rawBody?: boolean;
    /** A body with `Content-Encoding: gzip` is inflated; elsewhere it is refused with 415. */
    acceptsGzip?: boolean;
    /** Largest uncompressed body; 10 MB when left out. */
    maxBodyBytes?: number;
  }
  interface FastifyRequest {
    /** The project that the credentials and the project id name; set by the server's hook, null on open routes. */
    project: Project | null;
    organization: Organization | null;
    /** The residency whose host was called; US when no host was named. */
    residency: Residency;
    /** The residency and purpose of the Mixpanel host that the call names; null when it names none. */
    calledHost: MixpanelHost | null;
    /** Who calls, once the credentials were checked. */
    account: ServiceAccount | null;
    /** The body's bytes after inflating; empty before and without a body. */
    bodyBytes: Buffer;
  }
}

/** The project that the server's hook resolved. Throws where a route asks for it without credentials: a fault of the route. */
export function projectOf(request: { project: Project | null }): Project {
  if (!request.project) throw new Error("The route asks for a project, but its operation resolves none.");
  return request.project;
}
