import { isRecord } from "../records/json";
import { COHORT_ACTIONS, type CohortMember, type CohortSource } from "./cohortMessage";

/** What is kept of a cohort sync between two calls. */

/** A delivery of which pages are still missing. */
export interface Session {
  source: CohortSource;
  totalPages: number;
  /** When its first page arrived, in milliseconds since 1970. */
  beganMs: number;
  members: number;
  bytes: number;
  pages: Record<string, { members: CohortMember[]; bytes: number }>;
}

/** A delivery of which nothing more is expected. Its pages can still be sent again. */
export interface ClosedSession {
  key: string;
  beganMs: number;
  closedMs: number;
  outcome: "complete" | "too_large" | "superseded";
}

/** What is kept between messages, as JSON. */
export interface CohortAssembly {
  version: 1;
  sessions: Record<string, Session>;
  /** The latest last. */
  closed: ClosedSession[];
}

const OUTCOMES: readonly unknown[] = ["complete", "too_large", "superseded"] satisfies ClosedSession["outcome"][];
const ACTIONS: readonly unknown[] = COHORT_ACTIONS;

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
/** Whether a number is a time that a date can hold. */
const isTime = (value: unknown) => typeof value === "number" && !Number.isNaN(new Date(value).getTime());

const isPage = (page: unknown) =>
  isRecord(page) && isCount(page.bytes) && Array.isArray(page.members) && page.members.every(isRecord);

function isSession(value: unknown): value is Session {
  if (!isRecord(value)) return false;
  const { source, totalPages, beganMs, members, bytes, pages } = value;
  const isKnown = isRecord(source) && ACTIONS.includes(source.action) && typeof source.cohort_id === "string";
  const isNumbered = [totalPages, members, bytes].every(isCount) && isTime(beganMs);
  return isKnown && isNumbered && isRecord(pages) && Object.values(pages).every(isPage);
}

const isClosed = (value: unknown): value is ClosedSession =>
  isRecord(value) &&
  typeof value.key === "string" &&
  isTime(value.beganMs) &&
  isTime(value.closedMs) &&
  OUTCOMES.includes(value.outcome);

/**
 * The assembly in a flow's state; an empty one if there is none. Steps of the flow can write the same state, so entries that are not as they
 * were written here are left out: they would fail every later call.
 */
export function readAssembly(state: unknown): CohortAssembly {
  const empty: CohortAssembly = { version: 1, sessions: {}, closed: [] };
  if (!isRecord(state) || state.version !== 1 || !isRecord(state.sessions) || !Array.isArray(state.closed))
    return empty;
  const sessions = Object.entries(state.sessions).filter((entry): entry is [string, Session] => isSession(entry[1]));
  return { version: 1, sessions: Object.fromEntries(sessions), closed: state.closed.filter(isClosed) };
}
