import { createHmac } from "node:crypto";
import { InputError } from "../errors";
import { parseJson } from "../records/boundedJson";
import { sha256, sortedJson } from "../records/hash";
import { isRecord } from "../records/json";
import type {
  ArchiveRecord,
  Evidence,
  FoundSubject,
  HashedId,
  PrivacyRequest,
  Subject,
  SubmittedTask,
  TaskRecord,
  VerificationRecord,
} from "./types";

/**
 * The evidence record of a privacy request. Each function returns a new record, with a new hash; none of them changes the record that is
 * given.
 */

const VERSION = 1;

type Unsealed = Omit<Evidence, "sha256">;

/** What a record is begun with, besides the request. */
export interface EvidenceOptions {
  tasks: readonly SubmittedTask[];
  not_covered: readonly string[];
  /** Milliseconds since 1970. */
  nowMs: number;
  /** The key of the hashes. Whoever has it can check whether a person is in the record; nobody else can. */
  secret?: string;
}

const hashOf = (record: Unsealed) => sha256(sortedJson(record));

function sealed(record: Unsealed, nowMs: number): Evidence {
  const { sha256: _, ...written }: Unsealed & { sha256?: string } = {
    ...record,
    written_at: new Date(nowMs).toISOString(),
  };
  return { ...written, sha256: hashOf(written) };
}

/**
 * The hash of an identifier, as records have it: to look up a person in a record. E-mails are the same in any capitals.
 *
 * @param value for a property, its name and value
 * @param secret the secret of the record, if it has one
 */
export function hashIdentifier(
  kind: HashedId["kind"],
  value: string | NonNullable<Subject["property"]>,
  secret?: string,
): string {
  const text = typeof value === "string" ? value : sortedJson(value);
  const compared = kind === "email" ? text.trim().toLowerCase() : text;
  return secret === undefined ? sha256(compared) : createHmac("sha256", secret).update(compared).digest("hex");
}

function hashedIds({ subject, ids, distinct_ids }: FoundSubject, secret: string | undefined): HashedId[] {
  const { property, ...texts } = subject;
  const given = (["email", "userId", "serviceId", "distinctId"] as const).flatMap((kind): HashedId[] => {
    const value = texts[kind];
    return value === undefined ? [] : [{ kind, sha256: hashIdentifier(kind, value, secret), sources: ["given"] }];
  });
  if (property !== undefined)
    given.push({ kind: "property", sha256: hashIdentifier("property", property, secret), sources: ["given"] });
  const requested = new Set(distinct_ids);
  const found = ids.map(
    ({ distinct_id, sources }): HashedId => ({
      kind: "distinct_id",
      sha256: hashIdentifier("distinct_id", distinct_id, secret),
      sources: [...sources],
      requested: requested.has(distinct_id),
    }),
  );
  return [...given, ...found];
}

/** A task as the record has it. Its fingerprint could be guessed like an e-mail, if it has one ID only. */
function recorded(task: SubmittedTask, secret: string | undefined): TaskRecord {
  const fingerprint = secret === undefined ? task.fingerprint : hashIdentifier("distinct_id", task.fingerprint, secret);
  return { ...task, fingerprint, statuses: [], outcome: null, ended_at: null };
}

/** Begins the record of a request whose tasks were submitted: what happens to them is added later. */
export function beginEvidence(request: PrivacyRequest, options: EvidenceOptions): Evidence {
  const { tasks, not_covered, nowMs, secret } = options;
  const { request_id, kind, compliance_type, disclosure_type, requester, received_at = null, subjects } = request;
  const record: Unsealed = {
    version: VERSION,
    request_id,
    kind,
    compliance_type,
    ...(disclosure_type === undefined ? {} : { disclosure_type }),
    hashing: secret === undefined ? "sha256" : "hmac-sha256",
    requester_sha256: requester === undefined ? null : hashIdentifier("email", requester, secret),
    received_at,
    written_at: "",
    subjects: subjects.map((one) => ({ index: one.index, match: one.match, ids: hashedIds(one, secret) })),
    tasks: tasks.map((task) => recorded(task, secret)),
    archives: [],
    verifications: [],
    not_covered: [...not_covered],
  };
  return sealed(record, nowMs);
}

/** Adds what became of a task: its statuses and its end. A task that the record does not have is ignored. */
export function withTask(
  record: Evidence,
  task: Pick<TaskRecord, "tracking_id" | "statuses" | "outcome" | "ended_at">,
  nowMs: number,
): Evidence {
  const { tracking_id, statuses, outcome, ended_at } = task;
  const tasks = record.tasks.map((one) =>
    one.tracking_id === tracking_id ? { ...one, statuses: [...statuses], outcome, ended_at } : one,
  );
  return sealed({ ...record, tasks }, nowMs);
}

/** Adds a file that was downloaded. A file that was downloaded twice is listed twice. */
export const withArchive = (record: Evidence, archive: ArchiveRecord, nowMs: number): Evidence =>
  sealed({ ...record, archives: [...record.archives, archive] }, nowMs);

/** Adds a check after an erasure. */
export const withVerification = (record: Evidence, check: VerificationRecord, nowMs: number): Evidence =>
  sealed({ ...record, verifications: [...record.verifications, check] }, nowMs);

const LISTS = ["subjects", "tasks", "archives", "verifications", "not_covered"] as const;

function isEvidence(value: unknown): value is Evidence {
  return (
    isRecord(value) &&
    value.version === VERSION &&
    typeof value.sha256 === "string" &&
    LISTS.every((name) => Array.isArray(value[name]))
  );
}

/**
 * Reads a record that an earlier step returned.
 *
 * @param input the label of the input
 * @param given the record, also as JSON text
 * @throws InputError if it is something else, or was changed since
 */
export function readEvidence(input: string, given: unknown): Evidence {
  const refused = (got: string, cause?: unknown) =>
    new InputError({
      input,
      got,
      expected: "the evidence that an earlier step returned",
      fix: "Pass it unchanged.",
      cause,
    });
  let value = given;
  try {
    if (typeof given === "string") value = parseJson(given);
  } catch (error) {
    throw refused("text that is not JSON", error);
  }
  if (!isEvidence(value)) throw refused("a value that is no evidence record");
  const { sha256: seal, ...record } = value;
  if (seal !== hashOf(record)) throw refused("a record that does not fit its own hash: it was changed or damaged");
  return value;
}
