import { InputError } from "../errors";
import type { FoundSubject } from "./types";

/** Up to where an erasure needs no second look. */
export interface Bounds {
  /** User profiles that may match one person. */
  maxProfiles: number;
  /** Distinct IDs of all people together. */
  maxIds: number;
}

export const DEFAULT_BOUNDS: Bounds = { maxProfiles: 1, maxIds: 500 };

/** The labels of the inputs, which errors name. */
export const BOUND_LABELS = {
  maxProfiles: "Max Profiles Per Person",
  maxIds: "Max Distinct IDs",
  maxIdsPerPerson: "Max IDs Per Person",
} as const;

const profilesOf = ({ ids }: FoundSubject) => ids.filter(({ sources }) => sources.includes("profile")).length;

/** A search that did not read everything knows only some of a person's IDs. */
export function incompleteSearch(subjects: readonly FoundSubject[]): InputError | undefined {
  const cut = subjects.find(({ truncated }) => truncated);
  if (cut === undefined) return undefined;
  return new InputError({
    input: BOUND_LABELS.maxIdsPerPerson,
    got: `more IDs of person ${cut.index + 1} than were read`,
    expected: "a search that reads all IDs of each person",
    fix: "Nothing was requested. Raise it, or name the person more exactly.",
  });
}

/** What speaks against an erasure without a second look: the first person who matches too much, or too many IDs in all. */
export function tooBroad(subjects: readonly FoundSubject[], { maxProfiles, maxIds }: Bounds): InputError | undefined {
  const fix =
    "Nothing was requested. Look at the result of a dry run first, and raise it only if all of them are to be erased.";
  const wide = subjects.find((one) => profilesOf(one) > maxProfiles);
  if (wide !== undefined)
    return new InputError({
      input: BOUND_LABELS.maxProfiles,
      got: `${profilesOf(wide)} user profiles that match person ${wide.index + 1}, who may be several people with one address`,
      expected: `at most ${maxProfiles}`,
      fix,
    });
  const ids = new Set(subjects.flatMap(({ distinct_ids }) => distinct_ids)).size;
  if (ids <= maxIds) return undefined;
  return new InputError({
    input: BOUND_LABELS.maxIds,
    got: `${ids} distinct IDs of ${subjects.length} people`,
    expected: `at most ${maxIds}`,
    fix,
  });
}
