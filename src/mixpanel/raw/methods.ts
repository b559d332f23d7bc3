import type { Method } from "../endpoint";

/** What a hand-written request may be sent with, and read as. */
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
