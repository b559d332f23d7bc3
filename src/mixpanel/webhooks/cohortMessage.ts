import { parseAnyDepth } from "../records/exactNumbers";
import { faultIn, isRecord, type JsonObject } from "../records/json";

/** `members` is the whole cohort and replaces what the receiver has; the others are changes. */
export const COHORT_ACTIONS = ["members", "add_members", "remove_members"] as const;
export type CohortAction = (typeof COHORT_ACTIONS)[number];

/** A member with the properties that the sync exports, such as `email`. */
export interface CohortMember {
  /** As text, also if it was sent as a number; null if it was not sent. */
  distinct_id: string | null;
  [property: string]: unknown;
}

/** The cohort and the delivery that a message belongs to. */
export interface CohortSource {
  action: CohortAction;
  project_id: string | null;
  cohort_id: string;
  cohort_name: string | null;
  cohort_description: string | null;
  /** The same in all pages of a delivery. */
  session_id: string | null;
}

/** One page of a delivery. */
export interface CohortMessage {
  source: CohortSource;
  /** Counted from 1. */
  page: number;
  totalPages: number;
  members: CohortMember[];
}

/** A call that is not a message of a cohort sync. */
export class CohortMessageError extends Error {
  /** @param action the action as sent, or empty text */
  constructor(
    readonly action: string,
    message: string,
  ) {
    super(message);
    this.name = "CohortMessageError";
  }
}

/** An action longer than this is not repeated in a response. */
const MAX_ACTION_LENGTH = 100;
/** What is nested deeper overflows the stack when it is written as JSON. Mixpanel's own properties have a few levels. */
const MAX_LEVELS = 100;

/** The action of a message as sent, to be repeated in the response; empty text if there is none. */
function sentActionOf(message: unknown): string {
  const action = isRecord(message) ? message.action : undefined;
  return typeof action === "string" && action.length <= MAX_ACTION_LENGTH ? action : "";
}

/** The action of a call as sent, to be repeated in the response; empty text if there is none. @param text the call's body as sent */
export function actionIn(text: string): string {
  try {
    return sentActionOf(JSON.parse(text));
  } catch {
    return "";
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function memberOf({ mixpanel_distinct_id, ...properties }: JsonObject): CohortMember {
  return { ...properties, distinct_id: textOf(mixpanel_distinct_id) };
}

/** Without recursion, which would overflow the stack itself. */
function isDeeperThan(levels: number, root: unknown): boolean {
  let values = [root];
  for (let level = 0; level <= levels; level += 1) {
    values = values.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
    if (values.length === 0) return false;
  }
  return true;
}

function membersOf(action: CohortAction, members: unknown): CohortMember[] {
  // Without this list, a full set would replace the cohort with nothing. For changes, there is nothing to do.
  if (members == null && action !== "members") return [];
  if (!Array.isArray(members) || !members.every(isRecord)) {
    throw new CohortMessageError(action, "parameters.members: expected a list of objects.");
  }
  if (isDeeperThan(MAX_LEVELS, members)) {
    throw new CohortMessageError(
      action,
      `parameters.members: expected at most ${MAX_LEVELS} levels of objects and lists.`,
    );
  }
  return members.map(memberOf);
}

function pageOf(action: CohortAction, info: unknown, isEmpty: boolean): { page: number; totalPages: number } {
  const { page_count, total_pages } = isRecord(info) ? info : {};
  const [page, totalPages] = [countOf(page_count), countOf(total_pages)];
  // No members can also mean no pages. Changes without members need no pages at all.
  if (isEmpty && (totalPages === 0 || (totalPages === undefined && action !== "members"))) {
    return { page: 1, totalPages: 1 };
  }
  if (page === undefined || totalPages === undefined || page < 1 || page > totalPages) {
    throw new CohortMessageError(action, "parameters.page_info: expected page_count from 1 to total_pages.");
  }
  return { page, totalPages };
}

function requiredId(action: CohortAction, parameters: JsonObject, key: string): string {
  const id = textOf(parameters[key]);
  if (id === null || id === "") throw new CohortMessageError(action, `parameters.${key}: got nothing, expected an ID.`);
  return id;
}

/**
 * Reads a message of Mixpanel's cohort sync: https://docs.mixpanel.com/docs/cohort-sync/webhooks
 *
 * @param text the call's body as sent: numbers with more than 15 digits become text with all their digits
 * @throws CohortMessageError with what is wrong with it; never with its values
 */
export function readCohortMessage(text: string): CohortMessage {
  let body: unknown;
  try {
    body = parseAnyDepth(text);
  } catch (error) {
    throw new CohortMessageError("", `The body is not JSON${faultIn(error)}.`);
  }
  const sent = sentActionOf(body);
  const action = COHORT_ACTIONS.find((known) => known === sent);
  if (action === undefined) {
    throw new CohortMessageError(sent, `action: expected one of ${COHORT_ACTIONS.join(", ")}.`);
  }
  const { parameters } = isRecord(body) ? body : {};
  if (!isRecord(parameters)) throw new CohortMessageError(action, "parameters: expected an object.");
  const members = membersOf(action, parameters.members);
  const { page, totalPages } = pageOf(action, parameters.page_info, members.length === 0);
  const source: CohortSource = {
    action,
    project_id: textOf(parameters.mixpanel_project_id),
    cohort_id: requiredId(action, parameters, "mixpanel_cohort_id"),
    cohort_name: textOf(parameters.mixpanel_cohort_name),
    cohort_description: textOf(parameters.mixpanel_cohort_description),
    session_id:
      totalPages > 1
        ? requiredId(action, parameters, "mixpanel_session_id")
        : textOf(parameters.mixpanel_session_id) || null,
  };
  return { source, page, totalPages, members };
}
