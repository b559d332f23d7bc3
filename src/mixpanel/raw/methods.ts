import type { Method } from "../endpoint";

/** The methods and response types of a hand-written request. */
export const RAW_METHODS = [
  "DELETE",
  "GET",
  "HEAD",
  "LINK",
  "OPTIONS",
  "PATCH",
  "POST",
  "PURGE",
  "PUT",
  "UNLINK",
] as const satisfies Method[];
export const RESPONSE_TYPES = ["arraybuffer", "document", "json", "text"] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];
