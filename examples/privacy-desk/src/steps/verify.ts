/** Checks that an erasure has left nothing, once at once and once days later, because events arrive late. */
import { withVerification } from "../../../../src/mixpanel/privacy/evidence";
import { closed, evidenceOf, type PrivacyCase } from "../case";
import type { PrivacyRequest } from "../request";
import type { Tools } from "./tools";

const DAY_MS = 86_400_000;

export async function verify(one: PrivacyCase, request: PrivacyRequest, tools: Tools): Promise<PrivacyCase> {
  const { mixpanel, now, checkAgainDays } = tools;
  const { check_after, distinct_ids } = one;
  if (check_after !== null && Date.parse(now) < Date.parse(check_after)) return one;
  const { profiles, events } = await mixpanel.verify(distinct_ids, request);
  const complete = profiles + events === 0;
  const check = { at: now, profiles_left: profiles, events_left: events, complete };
  const checked = { ...one, evidence: { ...withVerification(evidenceOf(one), check, Date.parse(now)) } };
  if (check_after === null) {
    const next = new Date(Date.parse(now) + checkAgainDays * DAY_MS).toISOString();
    const found = complete ? "Nothing is left of the person." : "There still is data of the person.";
    return { ...checked, check_after: next, message: `${found} It is checked again after ${next}.` };
  }
  if (complete) return closed(checked, "erased", "The person has been erased, and nothing has come back.");
  return closed(
    checked,
    "leftovers",
    "Data of the person is there again: something still sends it. Stop that, then send the request again with a new request_id.",
  );
}
