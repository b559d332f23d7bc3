/** What a delivery changes in the CRM. */
import type { CrmRecord } from "./crm";
import type { Delivery, Member } from "./delivery";

export interface Change {
  kind: "added" | "removed";
  /** The record's ID in the CRM. */
  id: string;
  /** The user in Mixpanel; undefined for records that somebody else made in the CRM. */
  distinctId?: string | undefined;
  properties: object;
}

export interface Changes {
  changes: Change[];
  /** Number of members that have no ID for the CRM, or one that no URL can hold. */
  leftOut: number;
}

/** Whether an ID can stand in a URL's path. A dot or two would mean the segment itself, even if they were escaped. */
const isPathSegment = (id: string) => id !== "" && id !== "." && id !== ".." && !/\p{Surrogate}/u.test(id);

/** What identifies a member in the CRM, as chosen in the wizard. */
function idOf(member: Member, recordId: string): string | undefined {
  const id = recordId === "Email" ? member.email : member.distinct_id;
  return typeof id === "string" && isPathSegment(id) ? id : undefined;
}

/** @param records what the CRM has; needed only if the delivery is the whole cohort */
export function changesOf({ action, members }: Delivery, recordId: string, records: CrmRecord[]): Changes {
  const kind = action === "remove_members" ? "removed" : "added";
  const delivered = new Map<string, Change>();
  let leftOut = 0;
  for (const member of members) {
    const id = idOf(member, recordId);
    if (id === undefined) leftOut += 1;
    else delivered.set(id, { kind, id, distinctId: member.distinct_id || undefined, properties: member });
  }
  const gone = action === "members" ? records.filter(({ id }) => !delivered.has(id)) : [];
  const removals = gone.map(
    ({ id, distinct_id }): Change => ({ kind: "removed", id, distinctId: distinct_id, properties: {} }),
  );
  return { changes: [...delivered.values(), ...removals], leftOut };
}
