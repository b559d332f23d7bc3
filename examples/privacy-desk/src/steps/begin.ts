/** Looks for the person, and decides whether the request may be submitted. */
import { createHash } from "node:crypto";
import { closed, type PrivacyCase } from "../case";
import type { Requested } from "../mixpanel";
import type { PrivacyRequest } from "../request";
import type { Tools } from "./tools";

const PLAN_LENGTH = 16;

/** The same people with the same IDs have the same plan. */
function planOf({ subjects }: Requested): string {
  const ids = subjects.map(({ distinct_ids }) => [...distinct_ids].sort());
  return createHash("sha256").update(JSON.stringify(ids)).digest("hex").slice(0, PLAN_LENGTH);
}

export const UNKNOWN_PERSON =
  "Mixpanel has nobody with this e-mail or user ID, so no task was created. Tell the person, or check what they gave.";

const submitting = (one: PrivacyCase): PrivacyCase => ({
  ...one,
  state: "submitting",
  message: "The request is being sent to Mixpanel.",
  review: null,
});

/** Whether an approval covers what was found: `true` covers one profile, a plan covers exactly what a review showed. */
const isApproved = ({ approved }: PrivacyRequest, plan: string, refused: string | null) =>
  approved === plan || (approved === true && refused === null);

/** A request for data needs no approval; an erasure does, and is looked at again only after somebody has said something new. */
export async function begin(one: PrivacyCase, request: PrivacyRequest, { mixpanel }: Tools): Promise<PrivacyCase> {
  if (request.kind === "access") return submitting(one);
  if (one.review !== null && one.review.considered === request.approved) return one;
  const preview = await mixpanel.preview(request);
  if (preview.outcome === "nothing_found")
    return { ...closed(one, "unknown_person", UNKNOWN_PERSON), evidence: { ...preview.evidence } };
  const plan = planOf(preview);
  const review = { plan, reason: preview.refused, considered: request.approved, people: preview.subjects };
  if (isApproved(request, plan, preview.refused)) return { ...submitting(one), review };
  const how = preview.refused === null ? '"approved": true' : `"approved": "${plan}"`;
  return {
    ...one,
    state: "awaiting_approval",
    message: `Look at the people in review. To erase them, send the request again with ${how}.`,
    review,
  };
}
