import type {
  ArchiveRecord,
  Evidence,
  HashedId,
  SeenStatus,
  SubmittedTask,
  TaskRecord,
  VerificationRecord,
} from "../mixpanel/privacy/types";
import {
  boolean,
  choice,
  integer,
  list,
  nullable,
  object,
  optional,
  type Properties,
  type PropertiesOf,
  type Shape,
  text,
} from "./shape";

/** Tasks and the evidence record, as results have them. */

const law = {
  kind: choice(["retrieval", "deletion"]),
  compliance_type: choice(["GDPR", "CCPA"]),
  disclosure_type: optional(choice(["Data", "Categories", "Sources"])),
} as const;

const task = {
  tracking_id: text("The Tracking ID of other actions."),
  ...law,
  subjects: list(integer(), "Positions of the people whose IDs it has."),
  distinct_id_count: integer(),
  fingerprint: text("The same request has the same one."),
  submitted_at: text(),
} satisfies PropertiesOf<SubmittedTask> & Properties;

export const submittedTask = object(task);

const taskRecord = object({
  ...task,
  statuses: list(object({ status: text(), at: text() } satisfies PropertiesOf<SeenStatus>)),
  outcome: nullable(choice(["success", "failure", "revoked", "not_found", "unknown"])),
  ended_at: nullable(text()),
} satisfies PropertiesOf<TaskRecord>);

const hashedId = object({
  kind: choice(["email", "userId", "serviceId", "property", "distinctId", "distinct_id"]),
  sha256: text(),
  sources: list(choice(["given", "profile", "event", "group_profile"])),
  requested: optional(boolean("Of an ID that was found: whether the request is about it.")),
} satisfies PropertiesOf<HashedId>);

const version: Shape<1> = { type: "integer", enum: [1] };

export const evidenceShape = object(
  {
    version,
    request_id: text(),
    ...law,
    hashing: choice(["hmac-sha256", "sha256"], "How identifiers are hashed: with the Evidence Secret, or without."),
    requester_sha256: nullable(text()),
    received_at: nullable(text()),
    written_at: text(),
    subjects: list(object({ index: integer(), match: choice(["none", "one", "many"]), ids: list(hashedId) })),
    tasks: list(taskRecord),
    archives: list(
      object({
        tracking_id: text(),
        sha256: text(),
        bytes: integer(),
        encrypted: boolean(),
        downloaded_at: text(),
      } satisfies PropertiesOf<ArchiveRecord>),
    ),
    verifications: list(
      object({
        at: text(),
        profiles_left: integer(),
        events_left: integer(),
        complete: boolean(),
      } satisfies PropertiesOf<VerificationRecord>),
    ),
    not_covered: list(text()),
    sha256: text("SHA-256 over the rest of the record."),
  } satisfies PropertiesOf<Evidence>,
  "Proves who asked for what and when, and what was found and done. It has hashes instead of identifiers: store it, because it outlives the erasure.",
);
