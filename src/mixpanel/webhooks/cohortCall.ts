import { addPage, expireSets, type IncompleteSet, MAX_ASSEMBLY_BYTES, type PageOutcome } from "./cohortAssembly";
import {
  COHORT_ACTIONS,
  type CohortMember,
  type CohortMessage,
  CohortMessageError,
  type CohortSource,
  readCohortMessage,
} from "./cohortMessage";
import { type CohortReply, cohortFailure, cohortSuccess } from "./cohortReply";
import type { CohortAssembly } from "./cohortState";

/** The branches of a flow: one for each action, and two for calls that bring no members to process. */
export const COHORT_BRANCHES = [...COHORT_ACTIONS, "incomplete", "nothing_to_do"] as const;
export type CohortBranch = (typeof COHORT_BRANCHES)[number];

/** What became of a call. Members are passed on only with `complete` and `page`. */
export type CohortStatus = PageOutcome["status"] | "page" | "empty" | "malformed" | "rejected";

/** What a flow sees of a call: the same keys on every branch. */
export interface CohortCallBody extends Omit<CohortSource, "action" | "cohort_id"> {
  action: string | null;
  cohort_id: string | null;
  status: CohortStatus;
  /** What is wrong, if the call failed. */
  message: string | null;
  /** When the first page of this delivery arrived, in UTC; if pages are not kept, when this call arrived. Null if it was not processed. */
  session_started_at: string | null;
  /** Whether `members` is the whole set of this delivery. */
  complete: boolean;
  /** The page that the call brought, counted from 1. */
  page: number | null;
  total_pages: number | null;
  member_count: number;
  members: CohortMember[];
  /** Earlier deliveries that did not arrive whole. Each is reported once, on whatever branch. */
  incomplete: IncompleteSet[];
}

/** What a trigger makes of a call. */
export interface CohortCall {
  branch: CohortBranch;
  body: CohortCallBody;
  reply: { statusCode: number; body: CohortReply };
  state: CohortAssembly;
}

export interface CohortCallOptions {
  /** Whether pages are kept until their set is complete; otherwise each page is passed on. */
  assemblePages: boolean;
  maxMembers: number;
  keepMs: number;
  nowMs: number;
}

/** For what cannot be processed here. Not 4xx: 400, 401, 403 and 404 pause the sync until a person resumes it; 5xx is sent again. */
const FAULT_STATUS = 500;

const NOTHING = {
  action: null,
  project_id: null,
  cohort_id: null,
  cohort_name: null,
  cohort_description: null,
  session_id: null,
  session_started_at: null,
  complete: false,
  page: null,
  total_pages: null,
  member_count: 0,
  members: [],
  incomplete: [],
};

/** What a flow sees of a call that was not processed. */
export const unprocessedBody = (status: "malformed" | "rejected", message: string): CohortCallBody => ({
  ...NOTHING,
  status,
  message,
});

const tooLarge = (maxMembers: number) =>
  `Max Members Held: got more than ${maxMembers} members, or ${MAX_ASSEMBLY_BYTES / 1024 ** 2} MiB, in unfinished sets, expected fewer. Raise Max Members Held, or process each page by itself: turn Assemble Pages off, or remove the step Assemble Cohort Pages.`;

function receive(state: CohortAssembly, message: CohortMessage, { assemblePages, ...options }: CohortCallOptions) {
  const { source, totalPages, members } = message;
  const single = { state, incomplete: [], beganMs: options.nowMs };
  const isChange = source.action !== "members";
  if (isChange && members.length === 0 && (totalPages === 1 || !assemblePages)) {
    return { ...single, status: "empty" as const, members: [] };
  }
  if (!assemblePages) return { ...single, status: "page" as const, members };
  const { outcome, ...added } = addPage(state, message, options.nowMs, options);
  if (outcome.status !== "complete") return { ...added, status: outcome.status, members: [] };
  const isEmpty = isChange && outcome.members.length === 0;
  return { ...added, status: isEmpty ? ("empty" as const) : outcome.status, members: outcome.members };
}

/** Processes a message of Mixpanel's cohort sync. @param before what the message before kept */
export function receiveMessage(
  message: CohortMessage,
  before: CohortAssembly,
  options: CohortCallOptions,
): Omit<CohortCall, "reply"> {
  const { source, page, totalPages } = message;
  const expired = expireSets(before, options.nowMs, options.keepMs);
  const { state, status, members, beganMs, ...received } = receive(expired.state, message, options);
  const incomplete = [...expired.incomplete, ...received.incomplete];
  const isPassedOn = status === "complete" || status === "page";
  return {
    branch: isPassedOn ? source.action : incomplete.length > 0 ? "incomplete" : "nothing_to_do",
    body: {
      ...source,
      status,
      message: status === "too_large" ? tooLarge(options.maxMembers) : null,
      session_started_at: new Date(beganMs).toISOString(),
      complete: status === "complete" || (status === "page" && totalPages === 1),
      page,
      total_pages: totalPages,
      member_count: members.length,
      members,
      incomplete,
    },
    state,
  };
}

/**
 * Processes a call of Mixpanel's cohort sync whose caller is known.
 *
 * @param text the body as sent
 * @param before what the call before kept
 */
export function receiveCohortCall(text: string, before: CohortAssembly, options: CohortCallOptions): CohortCall {
  let message: CohortMessage;
  try {
    message = readCohortMessage(text);
  } catch (error) {
    if (!(error instanceof CohortMessageError)) throw error;
    const fault = `This is not a message of a cohort sync. ${error.message}`;
    return {
      branch: "nothing_to_do",
      body: unprocessedBody("malformed", fault),
      reply: failed(error.action, fault),
      state: before,
    };
  }
  const { action } = message.source;
  const received = receiveMessage(message, before, options);
  const fault = received.body.message;
  return {
    ...received,
    reply: fault === null ? { statusCode: 200, body: cohortSuccess(action) } : failed(action, fault),
  };
}

const failed = (action: string, message: string): CohortCall["reply"] => ({
  statusCode: FAULT_STATUS,
  body: cohortFailure(action, { message, code: FAULT_STATUS }),
});
