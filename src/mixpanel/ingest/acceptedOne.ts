import { MixpanelValidationError } from "../errors";
import { countedIn } from "../http/responseRecords";

/** Mixpanel's verbose response to one record that it accepted. */
export interface AcceptedOne {
  status: 1;
  error: null;
}

/**
 * The response to a request with one record, in the verbose shape; strict mode alone counts records instead.
 *
 * @param check what may be wrong where none was accepted
 * @throws MixpanelValidationError where none was
 */
export function acceptedOne(operation: string, answer: unknown, check: string): AcceptedOne {
  if (countedIn(answer) !== 0) return { status: 1, error: null };
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: Mixpanel responded that it stored nothing. Check ${check}.`,
  });
}
