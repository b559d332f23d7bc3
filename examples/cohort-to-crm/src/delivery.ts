/** What the Cohort Sync trigger passes on, as far as this integration reads it. Its documentation describes the whole. */

/** A member, with the properties that the sync in Mixpanel sends. */
export interface Member {
  distinct_id: string | null;
  email?: unknown;
  [property: string]: unknown;
}

export interface Delivery {
  /** `members` is the whole cohort and replaces the segment; the others are changes. */
  action: "members" | "add_members" | "remove_members" | null;
  status: string;
  /** Whether `members` is everything that Mixpanel sent in this delivery. */
  complete: boolean;
  cohort_id: string | null;
  cohort_name: string | null;
  /** The same in all pages of a delivery. */
  session_id: string | null;
  /** When its first page arrived: also the same in all pages, and if a page is sent again. */
  session_started_at: string | null;
  members: Member[];
  /** Earlier deliveries of which pages never arrived. */
  incomplete: { cohort_id: string; received_pages: number; total_pages: number }[];
}
