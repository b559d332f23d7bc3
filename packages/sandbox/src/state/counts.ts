/** Counts requests and the outcomes of records: numbers that Mixpanel's responses do not contain. */
import type { CountsNow, LossReason } from "../protocol";
import type { Project } from "../types";

export type { CountsNow, LossReason } from "../protocol";

/** Running totals since the start or the last reset. */
export class Counts {
  calls: Record<string, number> = {};
  statuses: Record<string, number> = {};
  accepted = 0;
  lost: Record<LossReason, number> = { unknownToken: 0, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 0 };

  /** Counts one finished call of an operation. */
  called(operationId: string, status: number): void {
    this.calls[operationId] = (this.calls[operationId] ?? 0) + 1;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }

  /** Counts records that were reported as accepted but dropped. */
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

/** The totals, with the numbers of stored records of each project. */
export function countsNow(counts: Counts, projects: Iterable<Project>): CountsNow {
  const held = [...projects].map((project) => {
    const groups = [...project.groups.values()].reduce((sum, profiles) => sum + profiles.size, 0);
    return [project.id, { events: project.events.size, profiles: project.profiles.size, groups }] as const;
  });
  const { calls, statuses, accepted, lost } = counts;
  return { calls, statuses, accepted, lost, projects: Object.fromEntries(held) };
}
