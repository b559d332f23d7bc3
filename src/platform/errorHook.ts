import { isAxiosError } from "axios";

/**
 * The component's error hook: whatever was thrown leaves as an Error with a message. Typed errors pass as they are; an HTTP client's
 * error, which holds headers and bodies, is reduced to its message.
 */
export function errorHook(error: unknown): Error {
  if (isAxiosError(error)) return new Error(`The request failed: ${error.code ?? "no response"}.`);
  if (error instanceof Error) return error;
  return new Error(typeof error === "string" ? error : "The action failed with an unknown error.");
}
