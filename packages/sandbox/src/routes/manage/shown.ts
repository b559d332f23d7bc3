/** What the APIs of feature flags and experiments show alike. */
import { z } from "zod";

export const Person = z.object({ id: z.number(), name: z.string(), email: z.string() });
type Person = z.infer<typeof Person>;

/** When something was made, changed and put away, in milliseconds since epoch, and by whom. */
interface History {
  createdMs: number;
  modifiedMs: number;
  deletedMs: number | null;
  creator: Person;
  modifier: Person;
}

/** A time as answers write it. */
export function shownTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** The history of something, and what its caller may do with it: everything, as the sandbox restricts nobody. */
export function shownHistory({ createdMs, modifiedMs, deletedMs, creator, modifier }: History) {
  return {
    created: shownTime(createdMs),
    creator_id: creator.id,
    creator_name: creator.name,
    creator_email: creator.email,
    modified: shownTime(modifiedMs),
    last_modified_by_id: modifier.id,
    last_modified_by_name: modifier.name,
    last_modified_by_email: modifier.email,
    deleted: shownTime(deletedMs),
    is_favorited: false,
    pinned_date: null,
    can_view: true,
    can_update_basic: true,
    can_share: true,
    is_superadmin: false,
    allow_staff_override: false,
  };
}
