import { isAxiosError } from "axios";

/**
 * The component's error hook: turns every thrown value into an Error with a message. Our typed errors are passed on unchanged. Of an HTTP
 * client's error, which contains headers and bodies, only the message is kept.
 */
export function errorHook(error: unknown): Error {
  if (isAxiosError(error)) return new Error(`The request failed: ${error.code ?? "no response"}.`);
  if (error instanceof Error) return error;
  return new Error(typeof error === "string" ? error : "The action failed with an unknown error.");
}
