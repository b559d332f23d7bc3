/** What came in and what became of it: the figures that no answer of Mixpanel gives. */
import type { Project } from "../types";

/** Why an accepted record is not to be found: Mixpanel answers 1 and says nothing. */
export type LossReason = "unknownToken" | "tooOld" | "otherResidency" | "invalid" | "ignored";

/** Running totals since the start or the last reset. */
export class Counts {
  calls: Record<string, number> = {};
  statuses: Record<string, number> = {};
  accepted = 0;
  lost: Record<LossReason, number> = { unknownToken: 0, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 0 };

  /** Notes one finished call of an operation. */
  called(operationId: string, status: number): void {
    this.calls[operationId] = (this.calls[operationId] ?? 0) + 1;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }

  /** Notes records that were answered with success and dropped. */
  lose(reason: LossReason, records = 1): void {
    this.lost[reason] += records;
  }

  /** Starts again from zero. */
  reset(): void {
    this.calls = {};
    this.statuses = {};
    this.accepted = 0;
    this.lost = { unknownToken: 0, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 0 };
  }
}

/** Totals as `/_sandbox/counts` answers them. */
export interface CountsNow {
  calls: Record<string, number>;
  statuses: Record<string, number>;
  accepted: number;
  lost: Record<LossReason, number>;
  projects: Record<string, { events: number; profiles: number; groups: number }>;
}

/** The totals together with what each project holds. */
export function countsNow(counts: Counts, projects: Iterable<Project>): CountsNow {
  const held = [...projects].map((project) => {
    const groups = [...project.groups.values()].reduce((sum, profiles) => sum + profiles.size, 0);
    return [project.id, { events: project.events.size, profiles: project.profiles.size, groups }] as const;
  });
  const { calls, statuses, accepted, lost } = counts;
  return { calls, statuses, accepted, lost, projects: Object.fromEntries(held) };
}
