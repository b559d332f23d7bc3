/** A privacy request, as the webhook takes it from whoever may call it: everything is checked, and nothing else is passed on. */
import { z } from "zod";
import { isPlaceholder } from "../../../src/mixpanel/ingest/validate/refusedIds";

/** No control characters, and no halves of a character, which no e-mail and no ID has. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "is empty")
    .max(max, `has more than ${max} characters`)
    .refine((value) => !/\p{Cc}|\p{Surrogate}/u.test(value), "has characters that are not text");

/** What many users share, such as "undefined", would be about all of them. */
const own = (max: number) => text(max).refine((value) => !isPlaceholder(value), "is a placeholder, not a person's own");

export const REGULATIONS = ["GDPR", "CCPA"] as const;

/**
 * Whether somebody has said that the person may be erased: `true` if one profile matches, or the plan that a review showed, which may have
 * several.
 */
const approval = z.union([z.boolean(), z.string().regex(/^[0-9a-f]{16}$/, "is neither true, false nor a plan")]);

const incoming = z
  .strictObject({
    request_id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "is not 1 to 64 letters, digits, dots, hyphens and underscores"),
    kind: z.enum(["access", "erasure"]),
    email: own(254).optional(),
    user_id: z.union([own(255), z.int().transform(String)]).optional(),
    regulation: z.enum(REGULATIONS).optional(),
    requester: text(254).optional(),
    received_at: z.iso.datetime({ offset: true }).optional(),
    approved: approval.optional(),
  })
  .refine(({ email, user_id }) => email !== undefined || user_id !== undefined, "needs email, user_id or both");

/** A request as the customer's system keeps it. */
export const privacyRequest = z.object({
  request_id: z.string(),
  kind: z.enum(["access", "erasure"]),
  email: z.string().nullish(),
  user_id: z.string().nullish(),
  regulation: z.enum(REGULATIONS),
  requester: z.string().nullish(),
  /** When the person asked, from which the law counts. */
  received_at: z.string(),
  approved: approval,
});

export type PrivacyRequest = z.infer<typeof privacyRequest>;

export type Parsed = { request: PrivacyRequest } | { problem: string };

const MAX_PROBLEMS = 5;
const MAX_PROBLEM_CHARACTERS = 500;

/** Says what is wrong, without the values, which may be personal data. */
function problemOf({ issues }: z.ZodError): string {
  const problems = issues.slice(0, MAX_PROBLEMS).map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return problems.join("; ").slice(0, MAX_PROBLEM_CHARACTERS);
}

/**
 * Reads a request.
 *
 * @param body the parsed JSON of a call
 * @param defaults what applies if the call does not say
 */
export function parseRequest(body: unknown, defaults: { regulation: string; now: string }): Parsed {
  const read = incoming.safeParse(body);
  if (!read.success) return { problem: problemOf(read.error) };
  const { data } = read;
  if (data.received_at !== undefined && Date.parse(data.received_at) > Date.parse(defaults.now))
    return { problem: "received_at: is in the future" };
  return {
    request: privacyRequest.parse({
      ...data,
      email: data.email ?? null,
      user_id: data.user_id ?? null,
      requester: data.requester ?? null,
      regulation: data.regulation ?? defaults.regulation,
      received_at: data.received_at ?? defaults.now,
      approved: data.approved ?? false,
    }),
  };
}

const WHO_AND_WHAT = ["kind", "email", "user_id", "regulation", "requester"] as const;

/** Whether two calls ask for the same: also if the second one comes later, or is the approval. */
export const isSameRequest = (one: PrivacyRequest, other: PrivacyRequest): boolean =>
  WHO_AND_WHAT.every((key) => (one[key] ?? null) === (other[key] ?? null));
