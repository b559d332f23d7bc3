/** What a sandbox stored while an action ran: the proof that a retry duplicates nothing. */

/** `GET /api/sandbox/counts`, as far as it is read here. */
export interface Counts {
  projects: Record<string, Record<string, number>>;
}

const KINDS = ["events", "profiles", "groups"] as const;

/** The difference in words, over all projects: one action may write to two. */
export function storedBetween(before: Counts, after: Counts): string {
  const total = ({ projects }: Counts, kind: string) =>
    Object.values(projects).reduce((sum, project) => sum + (project[kind] ?? 0), 0);
  const parts = KINDS.map((kind) => {
    const now = total(after, kind);
    const change = now - total(before, kind);
    return change === 0
      ? ""
      : `${change > 0 ? "+" : "−"}${Math.abs(change)} ${Math.abs(change) === 1 ? kind.slice(0, -1) : kind}, now ${now.toLocaleString("en")}`;
  }).filter((part) => part !== "");
  const still = KINDS.map((kind) => `${total(after, kind).toLocaleString("en")} ${kind}`);
  return parts.length === 0 ? `nothing added or removed, still ${still.join(", ")}` : parts.join(" · ");
}
