import { isRecord } from "../records/json";
import type { CohortMember, CohortMessage, CohortSource } from "./cohortMessage";

/**
 * Puts the pages of a cohort delivery together, in whatever order they arrive. Everything here is a function of the state before: nothing
 * is changed in place, so that an execution that fails keeps nothing.
 */

/** A delivery of which pages are still missing. */
interface Session {
  source: CohortSource;
  totalPages: number;
  /** When its first page arrived, in milliseconds since 1970. */
  beganMs: number;
  members: number;
  bytes: number;
  pages: Record<string, { members: CohortMember[]; bytes: number }>;
}

/** A delivery of which nothing more is expected. Its pages can still be sent again. */
interface ClosedSession {
  key: string;
  closedMs: number;
  outcome: "complete" | "too_large";
}

/** What is kept between messages, as JSON. */
export interface CohortAssembly {
  version: 1;
  sessions: Record<string, Session>;
  /** The latest last. */
  closed: ClosedSession[];
}

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
  | { status: "too_large" };

/** Flow state is limited to 64 MiB for everything that an instance keeps, so half of it remains for other flows. */
export const MAX_ASSEMBLY_BYTES = 32 * 1024 * 1024;
/** What a page takes in the state besides its members. */
const PAGE_OVERHEAD_BYTES = 64;
/** Mixpanel retries within a minute, and syncs again after 30: a session that is seen later than this is a new delivery. */
const REMEMBER_CLOSED_MS = 20 * 60_000;
const MAX_CLOSED = 500;
const MAX_LISTED_PAGES = 1000;

/** The assembly in a flow's state; an empty one if there is none. */
export function readAssembly(state: unknown): CohortAssembly {
  return isAssembly(state) ? state : { version: 1, sessions: {}, closed: [] };
}

/** The version vouches for what is inside: nobody else writes this state. */
function isAssembly(state: unknown): state is CohortAssembly {
  return isRecord(state) && state.version === 1 && isRecord(state.sessions) && Array.isArray(state.closed);
}

/** Changes of a cohort may share their session, so the action belongs to the key. */
const keyOf = ({ cohort_id, session_id, action }: CohortSource) => JSON.stringify([cohort_id, session_id, action]);

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
  const isExpired = ({ beganMs }: Session) => nowMs - beganMs >= keepMs;
  const all = Object.entries(state.sessions);
  const sessions = Object.fromEntries(all.filter(([, session]) => !isExpired(session)));
  const incomplete = all
    .filter(([, session]) => isExpired(session))
    .map(([, session]) => incompleteSet(session, "expired"));
  const closed = state.closed.filter(({ closedMs }) => nowMs - closedMs < REMEMBER_CLOSED_MS);
  return { state: { ...state, sessions, closed }, incomplete };
}

function withPage(before: Session | undefined, { source, page, totalPages, members }: CohortMessage, nowMs: number) {
  // Another number of pages means that Mixpanel began the delivery again: the pages of before belong to another set.
  const session: Session =
    before?.totalPages === totalPages
      ? before
      : { source, totalPages, beganMs: nowMs, members: 0, bytes: 0, pages: {} };
  const old = session.pages[page];
  const bytes = Buffer.byteLength(JSON.stringify(members)) + PAGE_OVERHEAD_BYTES;
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
    for (const member of pages[page]?.members ?? []) members.set(member.distinct_id ?? member, member);
  }
  return [...members.values()];
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
): { state: CohortAssembly; outcome: PageOutcome; incomplete: IncompleteSet[] } {
  // Without a session there is only one page, and nothing to recognize it by.
  if (message.source.session_id === null) {
    return { state: before, outcome: { status: "complete", members: message.members }, incomplete: [] };
  }
  const key = keyOf(message.source);
  const closed = before.closed.find((session) => session.key === key);
  if (closed !== undefined) {
    const status = closed.outcome === "complete" ? "repeated" : closed.outcome;
    return { state: before, outcome: { status }, incomplete: [] };
  }
  const { [key]: known, ...others } = before.sessions;
  const session = withPage(known, message, nowMs);
  const close = (outcome: ClosedSession["outcome"]): CohortAssembly => ({
    ...before,
    sessions: others,
    closed: [...before.closed, { key, closedMs: nowMs, outcome }].slice(-MAX_CLOSED),
  });
  if (Object.keys(session.pages).length === session.totalPages) {
    return { state: close("complete"), outcome: { status: "complete", members: membersOf(session) }, incomplete: [] };
  }
  if (isOver([session, ...Object.values(others)], maxMembers)) {
    const incomplete = [incompleteSet(session, "too_large")];
    return { state: close("too_large"), outcome: { status: "too_large" }, incomplete };
  }
  const state = { ...before, sessions: { ...others, [key]: session } };
  return { state, outcome: { status: "waiting" }, incomplete: [] };
}

function isOver(sessions: Session[], maxMembers: number): boolean {
  const total = (of: (session: Session) => number) => sessions.reduce((sum, session) => sum + of(session), 0);
  return total(({ members }) => members) > maxMembers || total(({ bytes }) => bytes) > MAX_ASSEMBLY_BYTES;
}
