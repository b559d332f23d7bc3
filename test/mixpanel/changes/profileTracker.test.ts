import { writeHashes } from "../../../src/mixpanel/changes/hashes";
import type { Version } from "../../../src/mixpanel/changes/profileQuery";
import {
  isProfileState,
  MAX_KNOWN_PROFILES,
  type ProfileState,
  ProfileTracker,
} from "../../../src/mixpanel/changes/profileTracker";
import { WallClock } from "../../../src/mixpanel/changes/wallClock";
import { hashOf } from "../../../src/mixpanel/records/hash";

const clock = new WallClock("UTC");
const at = (minute: number) => `2024-01-15T12:${String(minute).padStart(2, "0")}:00`;

const stateWith = (known: string | null, more: Partial<ProfileState> = {}): ProfileState => ({
  of: "1",
  floor: at(0),
  recent: {},
  created: {},
  known,
  backfillFrom: null,
  ...more,
});

const version = (id: string, stamp: string, created?: string): Version => ({
  profile: { $distinct_id: id },
  id,
  stamp,
  hasLastSeen: true,
  created,
  hash: hashOf(`${id} ${stamp}`),
});

const told = (tracker: ProfileTracker, one: Version) => {
  const { changeType, record } = tracker.report(one);
  return `${changeType} ${record.changeBasis}`;
};

const everyone = (count: number) => writeHashes(Array.from({ length: count }, (_, index) => hashOf(`user-${index}`)));

test("G4: with too many profiles to remember, $created alone decides, and once", () => {
  const first = new ProfileTracker(stateWith(null), clock);
  expect(told(first, version("ann", at(3), at(2)))).toBe("created $created");
  expect(told(first, version("bob", at(3)))).toBe("updated $last_seen");
  expect(told(first, version("old", at(3), "2019-01-01T00:00:00"))).toBe("updated $last_seen");
  const state: ProfileState = JSON.parse(JSON.stringify(first.stateAt(at(3), { isDrained: true })));
  expect(state).toMatchObject({ known: null, floor: at(0) });
  const second = new ProfileTracker(state, clock);
  expect(told(second, version("ann", at(4), at(2)))).toBe("updated $last_seen");
});

test("G4: an update in the second of two equal hours is not taken for the version that the first poll saw", () => {
  const losAngeles = new WallClock("America/Los_Angeles");
  const seen = (stamp: string) => {
    const tracker = new ProfileTracker(stateWith(""), losAngeles);
    tracker.markExisting(version("ann", stamp));
    return tracker.isReported(version("ann", stamp));
  };
  // On this day, the clocks go from 02:00 back to 01:00.
  const stamps = ["00:59:59", "01:00:00", "01:59:59", "02:00:00"].map((time) => `2024-11-03T${time}`);
  expect(stamps.map(seen)).toEqual([true, false, false, true]);
});

test("G4: IDs are remembered up to the maximum, and not at all beyond it", () => {
  const full = new ProfileTracker(stateWith(everyone(MAX_KNOWN_PROFILES - 1)), clock);
  expect(told(full, version("user-0", at(1)))).toBe("updated $last_seen");
  expect(told(full, version("ann", at(1)))).toBe("created first_seen");
  expect(full.stateAt(at(1), { isDrained: true }).known).toHaveLength(MAX_KNOWN_PROFILES * 11);
  expect(told(full, version("bob", at(1)))).toBe("created first_seen");
  expect(full.stateAt(at(1), { isDrained: true }).known).toBeNull();
});

test("G4: what a page of a poll saw is known on the next page", () => {
  const state = stateWith("");
  const first = new ProfileTracker(state, clock);
  told(first, version("ann", at(10)));
  first.forget(at(10));
  const second = new ProfileTracker(state, clock, JSON.parse(JSON.stringify(first.toCursor())));
  expect(second.isReported(version("ann", at(10)))).toBe(true);
  expect(told(second, version("ann", at(11)))).toBe("updated $last_seen");
  expect(second.stateAt(at(10), { isDrained: true })).toMatchObject({ floor: at(5), known: hashOf("ann") });
});

test("G4: the position never moves back", () => {
  const tracker = new ProfileTracker(stateWith("", { floor: at(30) }), clock);
  expect(tracker.stateAt(at(20), { isDrained: true }).floor).toBe(at(30));
  expect(tracker.stateAt(undefined, { isDrained: true }).floor).toBe(at(30));
});

test("G4: a second with very many updates is kept whole, and the seconds before it are not read again", () => {
  const tracker = new ProfileTracker(stateWith(null), clock);
  for (let index = 0; index < 200_001; index++) tracker.report(version(`user-${index}`, at(9)));
  tracker.report(version("ann", at(8)));
  const { floor, recent } = tracker.stateAt(at(9), { isDrained: true });
  expect(floor).toBe(at(9));
  expect(Object.keys(recent)).toEqual([at(9)]);
});

test("G4: what a poll hands from page to page has a limit, also in a backfill of any size", () => {
  const tracker = new ProfileTracker(stateWith("", { floor: at(0), backfillFrom: at(0) }), clock);
  const second = (index: number) => new Date(Date.UTC(2024, 0, 16) + index * 1_000).toISOString().slice(0, 19);
  for (let index = 0; index <= 200_000; index++) tracker.report(version(`user-${index}`, second(index), second(index)));
  tracker.forget(at(0));
  const { recent, created } = tracker.toCursor();
  expect(Object.keys(Object(recent))).toHaveLength(200_000);
  expect(Object.keys(Object(created))).toHaveLength(200_000);
});

describe("G4: a state that was read", () => {
  const whole = stateWith("", { recent: { [at(1)]: hashOf("a") + hashOf("b") }, created: { [at(1)]: hashOf("a") } });

  test("is whole as it was written", () => {
    expect(isProfileState(JSON.parse(JSON.stringify(whole)))).toBe(true);
    expect(isProfileState({ ...whole, known: null, backfillFrom: at(0) })).toBe(true);
  });

  test.each([
    { of: undefined },
    { floor: "yesterday" },
    { floor: undefined },
    { recent: undefined },
    { recent: { yesterday: hashOf("a") } },
    { recent: { [at(1)]: `${hashOf("a")}b` } },
    { created: [hashOf("a")] },
    { known: undefined },
    { known: "ann" },
    { known: 7 },
    { backfillFrom: undefined },
    { backfillFrom: "2024" },
  ])("is not whole with %j", (damage) => {
    expect(isProfileState({ ...whole, ...damage })).toBe(false);
  });
});
