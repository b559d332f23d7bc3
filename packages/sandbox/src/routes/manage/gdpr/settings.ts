/** How the GDPR API of a project behaves on demand. The defaults are what Mixpanel describes. */
import { z } from "zod";

const DAY_MS = 86_400_000;
const MAX_EXTRA_BYTES = 256 * 1024 * 1024;

/** `PUT /_sandbox/gdpr` sets all of these at once: what it leaves out returns to its default. */
export const Settings = z.strictObject({
  /** Responses as in Mixpanel's OpenAPI description, or as in its prose: https://developer.mixpanel.com/reference/gdpr-api */
  shape: z.enum(["openapi", "prose"]).default("openapi"),
  /** Field that holds the link of a retrieval. Default `results`, and `result` in the prose shape. */
  link: z.enum(["results", "result", "destination_url"]).optional(),
  /** Links have blanks and double quotes around them. */
  quotedLink: z.boolean().default(false),
  /** How long a link works. Mixpanel does not say; a week is the maximum of a signed link of Google Cloud Storage. */
  linkLifetimeMs: z
    .number()
    .int()
    .positive()
    .default(7 * DAY_MS),
  /** How many of the next links are already expired when they are returned. */
  deadLinks: z.number().int().min(0).default(0),
  /** Status of an expired link. */
  deadLinkStatus: z.union([z.literal(403), z.literal(404), z.literal(410)]).default(403),
  /** What a link leads to; see `archive.ts`. */
  archive: z.enum(["zip", "zipCrypto", "aes", "noEntries", "empty", "noZip"]).default("zip"),
  /** Password of an encrypted archive. Default: the project secret. */
  archivePassword: z.string().min(1).optional(),
  /** Makes archives larger by an entry of this size. */
  extraBytes: z.number().int().min(0).max(MAX_EXTRA_BYTES).default(0),
  /** Archives are sent without Content-Length. */
  chunked: z.boolean().default(false),
  /** Status in which new tasks end. Only SUCCESS deletes or retrieves data. */
  outcome: z.string().min(1).default("SUCCESS"),
  /** How long new tasks take. Mixpanel needs hours to weeks. */
  durationMs: z.number().int().positive().default(DAY_MS),
  /** Whether an ID that was merged into another one stands for all data of that user. Mixpanel does not say. */
  wholeCluster: z.boolean().default(true),
});
export type Settings = z.infer<typeof Settings>;

/** Requests get 429 until `untilMs`. */
export const Refusal = z.object({
  /** `rate`: every request. `scans`: new tasks, because unfinished ones scan too much data. */
  kind: z.enum(["rate", "scans"]),
  untilMs: z.number(),
  /** `Retry-After` header, in seconds. */
  retryAfter: z.number().int().min(0).optional(),
});
export type Refusal = z.infer<typeof Refusal>;
