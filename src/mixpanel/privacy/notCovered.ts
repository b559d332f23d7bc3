import type { ComplianceType, NotSearched, PrivacyKind } from "./types";

/** What a task never reaches: https://docs.mixpanel.com/docs/privacy/end-user-data-management */
const OF_BOTH = [
  "Other projects: a task is about one Mixpanel project. Request the others with their own Project Token.",
  "Group profiles and lookup tables: a task is about users. A profile of a company or a row of a table that names the person stays as it is.",
];

const OF_DELETIONS = [
  "The data warehouse and other sources: a row that is still there brings the person back at its next sync. Erase it there first.",
  "Later events: an erasure does not opt anybody out, and the next event creates the person again. Stop sending, and opt the person out in each SDK.",
  "Copies outside Mixpanel: earlier exports, data pipelines, and cohorts that were synced to other systems keep what they have.",
  "Events that arrive late: check again after the task has succeeded, with Verify Erasure.",
];

const OF_CCPA_RETRIEVALS = "Data of more than a year ago: a CCPA retrieval has the last year only.";

/** Places that a search names, too. */
const SAID = new Set(["lookup_tables", "other_projects"]);

/** What a request does not cover, in words, for the answer to the person and for the evidence. */
export function notCovered(
  { kind, compliance_type }: { kind: PrivacyKind; compliance_type: ComplianceType },
  notSearched: readonly NotSearched[] = [],
): string[] {
  return [
    ...(kind === "deletion" ? OF_DELETIONS : []),
    ...(kind === "retrieval" && compliance_type === "CCPA" ? [OF_CCPA_RETRIEVALS] : []),
    ...OF_BOTH,
    ...notSearched
      .filter(({ place }) => !SAID.has(place))
      .map(({ place, reason }) => `Not searched: ${place}. ${reason}`),
  ];
}
