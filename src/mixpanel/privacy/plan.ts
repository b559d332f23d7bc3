import { sha256 } from "../records/hash";
import type { FoundSubject, PrivacyRequest } from "./types";

/** A task before it is submitted. */
export interface PlannedTask {
  /** Sorted. */
  distinct_ids: string[];
  /** Positions of the subjects whose IDs it has. */
  subjects: number[];
  /** See SubmittedTask. */
  fingerprint: string;
}

export interface PlanOptions {
  /** See `projectKey`. */
  project: string;
  /** How many IDs one request takes: see `maxIdsOf`. */
  maxIds: number;
  /** Whether people who have no ID in common get tasks of their own, so that no archive has the data of two people. */
  separate: boolean;
}

/** People who have an ID in common are one person, such as one who was named by e-mail and by user ID. */
function samePeople(subjects: readonly FoundSubject[]): FoundSubject[][] {
  const groups = new Map<string, FoundSubject[]>();
  for (const subject of subjects) {
    const known = new Set(subject.distinct_ids.flatMap((id) => groups.get(id) ?? []));
    const group = [...known, subject];
    for (const one of group) for (const id of one.distinct_ids) groups.set(id, group);
  }
  return [...new Set(groups.values())];
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

/** Divides the IDs of a request among tasks, each ID once. The same people have the same tasks, in whatever order they are named. */
export function planTasks(request: Omit<PrivacyRequest, "request_id">, options: PlanOptions): PlannedTask[] {
  const { kind, compliance_type, disclosure_type, subjects } = request;
  const { project, maxIds, separate } = options;
  const groups = separate ? samePeople(subjects) : [subjects];
  const lists = groups.flatMap((group) =>
    chunksOf([...new Set(group.flatMap(({ distinct_ids }) => distinct_ids))].sort(), maxIds),
  );
  const owners = new Map<string, number[]>();
  for (const { index, distinct_ids } of subjects)
    for (const id of distinct_ids) owners.set(id, [...(owners.get(id) ?? []), index]);
  return lists.map((distinct_ids) => ({
    distinct_ids,
    subjects: [...new Set(distinct_ids.flatMap((id) => owners.get(id) ?? []))].sort((a, b) => a - b),
    fingerprint: sha256(JSON.stringify([project, kind, compliance_type, disclosure_type ?? null, distinct_ids])),
  }));
}
