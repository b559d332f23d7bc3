import type { FoundSubject, PrivacyRequest } from "../../../src/mixpanel/privacy/types";

/** A person with these IDs, as a search finds them on profiles. */
export const person = (index: number, ...distinct_ids: string[]): FoundSubject => ({
  index,
  subject: { email: `person-${index}@example.com` },
  match: distinct_ids.length === 0 ? "none" : distinct_ids.length === 1 ? "one" : "many",
  distinct_ids,
  ids: distinct_ids.map((distinct_id) => ({ distinct_id, sources: ["profile"], fields: ["$email"] })),
  truncated: false,
});

/** A person for each of so many IDs. */
export const people = (count: number): FoundSubject[] =>
  Array.from({ length: count }, (_, index) => person(index, `user-${String(index).padStart(6, "0")}`));

export const requestOf = (
  subjects: readonly FoundSubject[],
  changes: Partial<PrivacyRequest> = {},
): PrivacyRequest => ({
  request_id: "ticket-1",
  kind: "deletion",
  compliance_type: "GDPR",
  subjects,
  ...changes,
});
