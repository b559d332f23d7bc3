/** Creates the tasks. A run that is cut short is continued by the next one. */
import { closed, type PrivacyCase } from "../case";
import type { PrivacyRequest } from "../request";
import { UNKNOWN_PERSON } from "./begin";
import type { Tools } from "./tools";

const LOST =
  "Mixpanel may have created a task whose ID was lost. The next run sends the request again: a second task does no harm, a missing one would.";

/** As much as a review showed, and no more. */
function sizeOf(people: NonNullable<PrivacyCase["review"]>["people"]) {
  const profiles = people.map(({ ids }) => ids.filter(({ sources }) => sources.includes("profile")).length);
  const ids = new Set(people.flatMap(({ distinct_ids }) => distinct_ids)).size;
  return { profiles: Math.max(1, ...profiles), ids: Math.max(1, ids) };
}

export async function submit(one: PrivacyCase, request: PrivacyRequest, { mixpanel }: Tools): Promise<PrivacyCase> {
  const { review, submitted: previous, lost: repeat } = one;
  const approved = review === null || review.reason === null ? undefined : sizeOf(review.people);
  const result = await mixpanel.submit(request, { previous, repeat, approved });
  const evidence = { ...result.evidence };
  if (result.outcome === "nothing_found") return { ...closed(one, "unknown_person", UNKNOWN_PERSON), evidence };
  const sent: PrivacyCase = {
    ...one,
    distinct_ids: [...new Set(result.subjects.flatMap(({ distinct_ids }) => distinct_ids))],
    submitted: { tasks: result.tasks },
    lost: result.unknown.length > 0,
    evidence,
  };
  if (sent.lost) return { ...sent, problem: LOST };
  if (result.outcome !== "submitted")
    return { ...sent, problem: result.stopped?.message ?? "Not all of the request has been sent to Mixpanel." };
  return {
    ...sent,
    state: "running",
    review: null,
    message: "Mixpanel works on the request. This takes days, and up to 30 for an erasure.",
  };
}
