import type { Collected } from "../results";

/** What the steps of a privacy request hand to each other. All of it is plain JSON; times are ISO 8601 in UTC. */

/**
 * One person, by at least one of these. Several of them describe the same person, so a profile that matches any of them is the person's.
 * Values are compared with properties of profiles, except `distinctId`.
 */
export interface Subject {
  /** Compared with the properties that hold e-mails, and with the distinct ID, which is the e-mail in some projects. */
  email?: string;
  /** Compared with the distinct ID, and with `$user_id`. */
  userId?: string;
  /** The person's ID in another service, compared with the property that holds such IDs. */
  serviceId?: string;
  /** Any other property of the profile. */
  property?: { name: string; value: string | number | boolean };
  /** A distinct ID that is known already. */
  distinctId?: string;
}

/**
 * Where an ID was found: `given` by the caller as a distinct ID, on a user `profile`, in an exported `event`, or on a `group_profile`.
 */
export type IdSource = "given" | "profile" | "event" | "group_profile";

/** An ID of a person, named once, with every place where it was found. */
export interface FoundId {
  distinct_id: string;
  /** At least one, each once. An ID that was only given has been found nowhere. */
  sources: IdSource[];
  /** The properties in which it was found, such as `$distinct_id` or `$device_id`. */
  fields: string[];
  /** The group key of a group profile. Left out for IDs of users. */
  data_group_id?: string;
  /**
   * Why the ID may belong to somebody else, so that a person must decide: an event of another user names the same device, or only a property
   * of an event holds the e-mail, which may be that of a person whom the user invited.
   */
  uncertain?: "shared_device" | "event_property";
}

/** Whether a subject matches no user profile, one, or several, such as people who share an address. */
export type Match = "none" | "one" | "many";

export interface FoundSubject {
  /** Position in the list of subjects, from 0. */
  index: number;
  subject: Subject;
  match: Match;
  /**
   * What a request for this person names: the IDs of users that were found on a profile or in an event. IDs that were only given, uncertain
   * ones and those of groups are left out, because Mixpanel cannot process a request with a wrong ID. Empty: request nothing.
   */
  distinct_ids: string[];
  /** All IDs, also those of groups and those that were only given. */
  ids: FoundId[];
  /** Whether there are more IDs than are listed. */
  truncated: boolean;
}

/** An ID that belongs to several subjects of one search. */
export interface SharedId {
  distinct_id: string;
  /** Their positions. */
  subjects: number[];
}

/** A place that a search did not look at, and why. */
export interface NotSearched {
  /** `events`, `group_profiles`, or another place that Mixpanel's query of profiles never reaches. */
  place: string;
  reason: string;
}

/** What a search found. `count` is the number of `distinct_ids`; `truncated` is also true if a query could not be read to its end. */
export interface SearchResult extends Collected {
  /** In the order of the subjects. */
  subjects: FoundSubject[];
  /** The `distinct_ids` of all subjects, each once. */
  distinct_ids: string[];
  shared: SharedId[];
  counts: { subjects: number; none: number; one: number; many: number };
  /** Queries of profiles, which count toward Mixpanel's hourly limit, and exports of events, which count toward another. */
  used: { queries: number; exports: number; profiles: number; events: number };
  not_searched: NotSearched[];
}

export type PrivacyKind = "retrieval" | "deletion";
export type ComplianceType = "GDPR" | "CCPA";
export type DisclosureType = "Data" | "Categories" | "Sources";

/** What one person, or somebody on their behalf, asks for. */
export interface PrivacyRequest {
  /** The caller's own ID of the request, such as that of a ticket. */
  request_id: string;
  kind: PrivacyKind;
  compliance_type: ComplianceType;
  /** Of CCPA retrievals only. */
  disclosure_type?: DisclosureType;
  /** Who asked, as the caller names them. */
  requester?: string;
  /** When the request arrived, from which the law counts. */
  received_at?: string;
  subjects: readonly FoundSubject[];
}

/** A task that Mixpanel accepted: it has been created, nothing more. */
export interface SubmittedTask {
  tracking_id: string;
  kind: PrivacyKind;
  compliance_type: ComplianceType;
  disclosure_type?: DisclosureType;
  /** Positions of the subjects whose IDs it has. */
  subjects: number[];
  distinct_id_count: number;
  /** SHA-256 over the project, the kind, the compliance and disclosure types, and the sorted IDs: the same request has the same one. */
  fingerprint: string;
  submitted_at: string;
}

/** Statuses that Mixpanel documents; a response may have another one. */
export type TaskStatus =
  | "PENDING"
  | "STAGING"
  | "STARTED"
  | "SUCCESS"
  | "FAILURE"
  | "REVOKED"
  | "NOT_FOUND"
  | "UNKNOWN";

/** A status in the spelling of the response, and when it was first seen. */
export interface SeenStatus {
  status: TaskStatus | (string & {});
  at: string;
}

/** How a task ended; `unknown` is the end of one whose status stayed unknown for too long. */
export type TaskOutcome = "success" | "failure" | "revoked" | "not_found" | "unknown";

/** A task as it is followed, until it has an outcome. */
export interface TaskRecord extends SubmittedTask {
  /** Each change of the status, oldest first. Empty until it was asked for. */
  statuses: SeenStatus[];
  /** Null while the task runs. */
  outcome: TaskOutcome | null;
  ended_at: string | null;
}

/** The file of a retrieval, without the link: whoever has the link has the data. */
export interface ArchiveRecord {
  tracking_id: string;
  sha256: string;
  bytes: number;
  encrypted: boolean;
  downloaded_at: string;
}

/** A check after an erasure. */
export interface VerificationRecord {
  at: string;
  profiles_left: number;
  events_left: number;
  complete: boolean;
}

/** An identifier of a person that outlives the erasure: only its hash, and what it is. */
export interface HashedId {
  /** `email`, `userId`, `serviceId`, `property`, `distinctId` of the subject, or `distinct_id` for an ID that was found. */
  kind: keyof Subject | "distinct_id";
  /** As `hashing` of the record says. */
  sha256: string;
  sources: IdSource[];
  /** Of an ID that was found: whether the request is about it. */
  requested?: boolean;
}

/** Proves what was requested, found and done. It holds no secret, no link and no identifier in plain text, so it may outlive the erasure. */
export interface Evidence {
  version: 1;
  request_id: string;
  kind: PrivacyKind;
  compliance_type: ComplianceType;
  disclosure_type?: DisclosureType;
  /**
   * How identifiers are hashed: with a secret that the record does not hold (HMAC), or without one. Whoever guesses an e-mail can then check
   * the guess.
   */
  hashing: "hmac-sha256" | "sha256";
  /** The hash of who asked. */
  requester_sha256: string | null;
  received_at: string | null;
  written_at: string;
  /** The identifiers of each subject, and the IDs that were found. */
  subjects: { index: number; match: Match; ids: HashedId[] }[];
  tasks: TaskRecord[];
  archives: ArchiveRecord[];
  verifications: VerificationRecord[];
  /** What the request did not reach, in words. */
  not_covered: string[];
  /** SHA-256 over all of the above, as JSON with sorted keys: shows damage, and proves the record if it was noted elsewhere. */
  sha256: string;
}
