import { InputError } from "../errors";
import { parseKeepingDigits } from "../records/exactNumbers";
import { faultIn, isRecord } from "../records/json";
import { type CohortCallBody, unprocessedBody } from "./cohortCall";
import { COHORT_ACTIONS, type CohortMessage } from "./cohortMessage";

/** A call that the trigger has passed on by itself, to be assembled in the flow. */
export type CohortDelivery = { message: CohortMessage; receivedMs: number } | { unprocessed: CohortCallBody };

const textOrNull = (value: unknown) => (typeof value === "string" ? value : null);
const isPageNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

function memberOf(value: unknown) {
  return isRecord(value) ? { ...value, distinct_id: textOrNull(value.distinct_id) } : undefined;
}

/** The message that the trigger has read; undefined if the values are not those of the trigger. */
function messageOf(body: Record<string, unknown>): CohortMessage | undefined {
  const { cohort_id, page, total_pages: totalPages, session_id } = body;
  const action = COHORT_ACTIONS.find((known) => known === body.action);
  const members = Array.isArray(body.members) ? body.members.map(memberOf) : [undefined];
  const known = members.filter((member) => member !== undefined);
  if (action === undefined || typeof cohort_id !== "string" || known.length < members.length) return undefined;
  if (!isPageNumber(page) || !isPageNumber(totalPages) || page > totalPages) return undefined;
  if (totalPages > 1 && typeof session_id !== "string") return undefined;
  const source = {
    action,
    project_id: textOrNull(body.project_id),
    cohort_id,
    cohort_name: textOrNull(body.cohort_name),
    cohort_description: textOrNull(body.cohort_description),
    session_id: textOrNull(session_id),
  };
  return { source, page, totalPages, members: known };
}

const EXPECTED = "a call of the Cohort Sync trigger";
const FIX = "Pass body.data of the trigger, with its Assemble Pages off.";

/** JSON text as the trigger reads it: any number in it was already read once, so none is refused. */
function parsed(input: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return parseKeepingDigits(value);
  } catch (error) {
    throw new InputError({ input, got: `text that is not JSON${faultIn(error)}`, expected: EXPECTED, fix: FIX });
  }
}

/**
 * Reads the body of the Cohort Sync trigger, which must not have assembled pages itself.
 *
 * @param value the body, or JSON text of it
 * @throws InputError for anything else
 */
export function readDelivery(input: string, value: unknown): CohortDelivery {
  const refusal = (got: string) => new InputError({ input, got, expected: EXPECTED, fix: FIX });
  const body = parsed(input, value);
  if (!isRecord(body)) throw refusal(Array.isArray(body) ? "a list" : `a ${typeof body}`);
  const { status, message: fault } = body;
  if (status === "malformed" || status === "rejected")
    return { unprocessed: unprocessedBody(status, textOrNull(fault) ?? "") };
  if (status !== "page" && status !== "empty")
    throw refusal(status === undefined ? "an object without status" : "a call that the trigger has assembled");
  const message = messageOf(body);
  const receivedMs = Date.parse(textOrNull(body.session_started_at) ?? "");
  if (message === undefined || Number.isNaN(receivedMs)) throw refusal("an object that the trigger does not return");
  return { message, receivedMs };
}
