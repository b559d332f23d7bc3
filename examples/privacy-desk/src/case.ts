/** Where a request stands. The customer's system keeps it; only the flow Work On Requests writes it. */
import { z } from "zod";
import { readEvidence } from "../../../src/mixpanel/privacy/evidence";
import type { Evidence } from "../../../src/mixpanel/privacy/types";

/**
 * `new`: nobody has looked for the person. `awaiting_approval`: found, and a person must decide. `submitting`: tasks are being created.
 * `running`: Mixpanel works on them. `verifying`: erased, and checked. `closed`: there is an outcome.
 */
const STATES = ["new", "awaiting_approval", "submitting", "running", "verifying", "closed"] as const;

const OUTCOMES = ["unknown_person", "delivered", "erased", "leftovers", "failed"] as const;

/** A person as the component's search describes them. */
export const foundPerson = z.looseObject({
  match: z.string(),
  distinct_ids: z.array(z.string()),
  ids: z.array(z.looseObject({ distinct_id: z.string(), sources: z.array(z.string()) })),
});

/** What somebody must look at before the person is erased. */
const review = z.object({
  /** Approves exactly what is shown here. */
  plan: z.string(),
  /** Why `approved: true` is not enough. Null if it is. */
  reason: z.string().nullable(),
  /** What was approved when the person was last looked for. */
  considered: z.union([z.boolean(), z.string()]),
  people: z.array(foundPerson),
});

export const privacyCase = z.object({
  request_id: z.string(),
  state: z.enum(STATES),
  open: z.boolean(),
  outcome: z.enum(OUTCOMES).nullable(),
  /** What the state means, and what to do, for the people who work on requests. */
  message: z.string(),
  /** Why the last run got no further. Null if it did. */
  problem: z.string().nullable(),
  review: review.nullable(),
  /** The person's IDs, until the case is closed. */
  distinct_ids: z.array(z.string()),
  /** What the last submission returned, for the next one. */
  submitted: z.looseObject({ tasks: z.array(z.looseObject({ tracking_id: z.string() })) }).nullable(),
  /** Whether Mixpanel may have created a task whose response was lost. */
  lost: z.boolean(),
  /** When to check an erasure again. */
  check_after: z.string().nullable(),
  evidence: z.record(z.string(), z.unknown()).nullable(),
  updated_at: z.string(),
});

export type PrivacyCase = z.infer<typeof privacyCase>;
export type Outcome = NonNullable<PrivacyCase["outcome"]>;

export const newCase = (request_id: string, updated_at: string): PrivacyCase => ({
  request_id,
  state: "new",
  open: true,
  outcome: null,
  message: "The request has been registered.",
  problem: null,
  review: null,
  distinct_ids: [],
  submitted: null,
  lost: false,
  check_after: null,
  evidence: null,
  updated_at,
});

/** Ends a case. What identifies the person is removed: the evidence has it as hashes. */
export const closed = (one: PrivacyCase, outcome: Outcome, message: string): PrivacyCase => ({
  ...one,
  state: "closed",
  open: false,
  outcome,
  message,
  problem: null,
  review: null,
  distinct_ids: [],
  submitted: null,
  check_after: null,
});

/** The evidence of a case whose tasks were submitted. @throws InputError if it was changed since */
export const evidenceOf = ({ evidence }: PrivacyCase): Evidence => readEvidence("Evidence", evidence);
