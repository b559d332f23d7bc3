/** Checks that an erasure has left nothing, once at once and once days later, because events arrive late. */
import { closed, evidenceOf, type PrivacyCase } from "../case";
import type { PrivacyRequest } from "../request";
import type { Tools } from "./tools";

const DAY_MS = 86_400_000;

export async function verify(one: PrivacyCase, request: PrivacyRequest, tools: Tools): Promise<PrivacyCase> {
  const { mixpanel, now, checkAgainDays } = tools;
  const { check_after, distinct_ids } = one;
  if (check_after !== null && Date.parse(now) < Date.parse(check_after)) return one;
  const { clean, counts, evidence } = await mixpanel.verify(distinct_ids, request, evidenceOf(one));
  const checked = { ...one, evidence: { ...evidence } };
  const left = `profiles: ${counts.profiles}, events: ${counts.events}, of which arrived later: ${counts.arrived_later}`;
  if (check_after === null) {
    const next = new Date(Date.parse(now) + checkAgainDays * DAY_MS).toISOString();
    const found = clean ? "Nothing is left of the person." : `Mixpanel still has data of the person (${left}).`;
    return { ...checked, check_after: next, message: `${found} It is checked again after ${next}.` };
  }
  if (clean) return closed(checked, "erased", "The person has been erased, and nothing has come back.");
  return closed(
    checked,
    "leftovers",
    `Mixpanel has data of the person (${left}): something still sends it. Stop that, then send the request again with a new request_id.`,
  );
}
