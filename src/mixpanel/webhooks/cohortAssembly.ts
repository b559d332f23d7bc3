import { createHash } from "node:crypto";
import type { CohortMember, CohortMessage, CohortSource } from "./cohortMessage";
import type { ClosedSession, CohortAssembly, Session } from "./cohortState";

/**
 * Puts the pages of a cohort delivery together, in whatever order they arrive. Everything here is a function of the state before: nothing
 * is changed in place, so that an execution that fails keeps nothing.
 */

export interface AssemblyLimits {
  /** How long a delivery is waited for after its first page, in milliseconds. */
  keepMs: number;
  /** Number of members that all unfinished deliveries may have together. */
  maxMembers: number;
}

/** A delivery that did not arrive whole, and whose pages are no longer kept. */
export interface IncompleteSet extends CohortSource {
  /** `expired`: pages did not arrive in time. `too_large`: more members than can be kept. */
  reason: "expired" | "too_large";
  total_pages: number;
  received_pages: number;
  /** The first missing pages, up to a limit. */
  missing_pages: number[];
  /** When its first page arrived. */
  began_at: string;
}

/** What a page led to. */
export type PageOutcome =
  | { status: "complete"; members: CohortMember[] }
  | { status: "waiting" }
  | { status: "repeated" }
  | { status: "superseded" }
  | { status: "too_large" };

/** Flow state is limited to 64 MiB for everything that an instance keeps, so half of it remains for other flows. */
export const MAX_ASSEMBLY_BYTES = 32 * 1024 * 1024;
/** What a page takes in the state besides its members, and a delivery besides its pages and its source. */
const PAGE_OVERHEAD_BYTES = 64;
const SESSION_OVERHEAD_BYTES = 256;
/** Mixpanel retries within a minute, and syncs again after 30: a session that is seen later than this is a new delivery. */
const REMEMBER_CLOSED_MS = 20 * 60_000;
const MAX_CLOSED = 500;
const MAX_LISTED_PAGES = 1000;

/**
 * Changes of a cohort may share their session, so the action belongs to the key. A digest, because the keys of finished deliveries are kept
 * too, and IDs may be of any length.
 */
const keyOf = ({ cohort_id, session_id, action }: CohortSource) =>
  createHash("sha256")
    .update(JSON.stringify([cohort_id, session_id, action]))
    .digest("base64url");

/** The time between two moments, also if the clock was set back in between. */
const between = (oneMs: number, otherMs: number) => Math.abs(oneMs - otherMs);

function missingOf({ totalPages, pages }: Session): number[] {
  const missing: number[] = [];
  for (let page = 1; page <= totalPages && missing.length < MAX_LISTED_PAGES; page += 1) {
    if (pages[page] === undefined) missing.push(page);
  }
  return missing;
}

function incompleteSet(session: Session, reason: IncompleteSet["reason"]): IncompleteSet {
  return {
    ...session.source,
    reason,
    total_pages: session.totalPages,
    received_pages: Object.keys(session.pages).length,
    missing_pages: missingOf(session),
    began_at: new Date(session.beganMs).toISOString(),
  };
}

/** Gives up deliveries that have been waited for too long. @returns the state without them, and what was missing */
export function expireSets(
  state: CohortAssembly,
  nowMs: number,
  keepMs: number,
): { state: CohortAssembly; incomplete: IncompleteSet[] } {
  const isExpired = ({ beganMs }: Session) => between(nowMs, beganMs) >= keepMs;
  const all = Object.entries(state.sessions);
  const sessions = Object.fromEntries(all.filter(([, session]) => !isExpired(session)));
  const incomplete = all
    .filter(([, session]) => isExpired(session))
    .map(([, session]) => incompleteSet(session, "expired"));
  const closed = state.closed.filter(({ closedMs }) => between(nowMs, closedMs) < REMEMBER_CLOSED_MS);
  return { state: { ...state, sessions, closed }, incomplete };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const newSession = (source: CohortSource, totalPages: number, beganMs: number): Session => {
  return { source, totalPages, beganMs, members: 0, bytes: bytesOf(source) + SESSION_OVERHEAD_BYTES, pages: {} };
};

function withPage(before: Session | undefined, { source, page, totalPages, members }: CohortMessage, nowMs: number) {
  // Another number of pages means that Mixpanel began the delivery again: the pages of before belong to another set.
  const session = before?.totalPages === totalPages ? before : newSession(source, totalPages, nowMs);
  const old = session.pages[page];
  const bytes = bytesOf(members) + PAGE_OVERHEAD_BYTES;
  return {
    ...session,
    members: session.members + members.length - (old?.members.length ?? 0),
    bytes: session.bytes + bytes - (old?.bytes ?? 0),
    pages: { ...session.pages, [page]: { members, bytes } },
  };
}

/** All members in the order of pages, each once: the last one counts. Members without an ID cannot be compared, so all of them stay. */
function membersOf({ totalPages, pages }: Session): CohortMember[] {
  const members = new Map<unknown, CohortMember>();
  for (let page = 1; page <= totalPages; page += 1) {
    for (const member of pages[page]?.members ?? []) members.set(member.distinct_id || member, member);
  }
  return [...members.values()];
}

/**
 * Whether a complete set makes an unfinished delivery out of date: it has all members of the same cohort, and began later. Pages of the
 * earlier delivery that came now would bring back what the cohort was.
 */
const isSuperseded = ({ source, beganMs }: Session, by: Session) =>
  by.source.action === "members" &&
  source.cohort_id === by.source.cohort_id &&
  source.project_id === by.source.project_id &&
  beganMs < by.beganMs;

/** Ends deliveries, of which only the outcome is kept. */
function closing(before: CohortAssembly, ended: readonly ClosedSession[]): CohortAssembly {
  const keys = new Set(ended.map(({ key }) => key));
  const sessions = Object.fromEntries(Object.entries(before.sessions).filter(([key]) => !keys.has(key)));
  return { ...before, sessions, closed: [...before.closed, ...ended].slice(-MAX_CLOSED) };
}

/** What adding a page leads to. */
interface AddedPage {
  state: CohortAssembly;
  outcome: PageOutcome;
  incomplete: IncompleteSet[];
  /** When the first page of its delivery arrived. */
  beganMs: number;
}

/**
 * Adds a page. A set is complete once each of its pages has arrived; what arrives again changes nothing.
 *
 * @param before the state, without expired sets
 */
export function addPage(
  before: CohortAssembly,
  message: CohortMessage,
  nowMs: number,
  { maxMembers }: Pick<AssemblyLimits, "maxMembers">,
): AddedPage {
  const key = keyOf(message.source);
  // Without a session there is only one page, and nothing to recognize it by.
  const isKnown = message.source.session_id !== null;
  const earlier = isKnown ? before.closed.find((session) => session.key === key) : undefined;
  if (earlier !== undefined) {
    const status = earlier.outcome === "complete" ? "repeated" : earlier.outcome;
    return { state: before, outcome: { status }, incomplete: [], beganMs: earlier.beganMs };
  }
  const { [key]: known, ...others } = before.sessions;
  const session = withPage(known, message, nowMs);
  const added = { incomplete: [], beganMs: session.beganMs };
  const own = { key, beganMs: session.beganMs, closedMs: nowMs };
  if (Object.keys(session.pages).length === session.totalPages) {
    const superseded = Object.entries(others)
      .filter(([, other]) => isSuperseded(other, session))
      .map(([of, { beganMs }]) => ({ key: of, beganMs, closedMs: nowMs, outcome: "superseded" as const }));
    const ended = isKnown ? [...superseded, { ...own, outcome: "complete" as const }] : superseded;
    return { ...added, state: closing(before, ended), outcome: { status: "complete", members: membersOf(session) } };
  }
  if (isOver([session, ...Object.values(others)], maxMembers)) {
    const state = closing(before, [{ ...own, outcome: "too_large" }]);
    return { ...added, state, outcome: { status: "too_large" }, incomplete: [incompleteSet(session, "too_large")] };
  }
  return { ...added, state: { ...before, sessions: { ...others, [key]: session } }, outcome: { status: "waiting" } };
}

function isOver(sessions: Session[], maxMembers: number): boolean {
  const total = (of: (session: Session) => number) => sessions.reduce((sum, session) => sum + of(session), 0);
  return total(({ members }) => members) > maxMembers || total(({ bytes }) => bytes) > MAX_ASSEMBLY_BYTES;
}
