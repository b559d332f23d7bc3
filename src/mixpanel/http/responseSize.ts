import { MixpanelTooLargeError } from "../errors";
import type { HttpRequest } from "./request";

const MEGABYTE_BYTES = 1024 * 1024;

/** Maximum size of a response that is held in memory, both as received and decompressed. Raw exports are streamed and have no limit. */
export const MAX_RESPONSE_BYTES = 64 * MEGABYTE_BYTES;
/** The same for an operation whose result may be large: a report, a page of profiles, the result of a JQL query. */
export const MAX_LARGE_RESPONSE_BYTES = 128 * MEGABYTE_BYTES;

/** The maximum size of the response to a request. */
export const maxResponseBytes = ({ isLarge = false }: Pick<HttpRequest, "isLarge">): number =>
  isLarge ? MAX_LARGE_RESPONSE_BYTES : MAX_RESPONSE_BYTES;

/** The error of a response that is more than a step can hold. @param what how large it is */
export const tooLarge = (operation: string, what: string, cause?: unknown): MixpanelTooLargeError =>
  new MixpanelTooLargeError({
    operation,
    cause,
    message: `${operation}: the response is too large for a step (${what}). Choose a shorter date range, add a filter, or lower the limit.`,
  });

/** As above, for a response of more bytes than its maximum. */
export const tooManyBytes = (operation: string, maxBytes: number, cause?: unknown): MixpanelTooLargeError =>
  tooLarge(operation, `more than ${maxBytes / MEGABYTE_BYTES} MB`, cause);
