/** Reads responses as the transport hands them over. */
import type { Effect, ResponseKind } from "../../../src/mixpanel/endpoint";
import { type ReceivedResponse, readResponse } from "../../../src/mixpanel/http/readResponse";

export const received = (
  text: string | Buffer,
  contentType = "application/json",
  status = 200,
  effect: Effect = "write",
): ReceivedResponse => ({
  operation: "doThing",
  effect,
  status,
  contentType,
  body: Buffer.from(text),
  redact: (words) => words.replaceAll("s3cret", "[redacted]"),
});
export const read = (response: ResponseKind, text: string, contentType?: string, status?: number) =>
  readResponse({ response }, received(text, contentType, status));

export const CHECK = "Check that the data is complete, and that the connection has the Data Residency of the project.";
export const CHECK_FIRST = "Check in Mixpanel whether the change was made before you run it again";
export const UNUSABLE = `${CHECK_FIRST}. If it fails again, check the Data Residency and the Custom API Host of the connection.`;
