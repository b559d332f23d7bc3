import { IdentityLane, isIdentityEvent, MAX_SINGLE_REFUSALS } from "../../../src/mixpanel/ingest/identityEvents";

const SIMPLIFIED = "identity events are not allowed when project is using Simplified identity management";

/** A lane after so many refusals, all with these words. */
function refused(times: number, words = SIMPLIFIED, lane = new IdentityLane()) {
  for (let n = 0; n < times; n++) lane.refused(words);
  return lane;
}

test.each([
  ["$identify", true],
  ["$create_alias", true],
  ["$merge", true],
  ["identify", false],
  ["$mp_web_page_view", false],
  ["$identify ", false],
  ["", false],
])("B7: whether %j is an identity event: %s", (name, expected) => {
  expect(isIdentityEvent(name)).toBe(expected);
});

describe("B7: the lane of identity events", () => {
  test("closes with the thirtieth refusal, and says so with the last words of Mixpanel", () => {
    expect(MAX_SINGLE_REFUSALS).toBe(30);
    expect(new IdentityLane().closed).toBeUndefined();
    const lane = refused(29);
    expect(lane.closed).toBeUndefined();
    lane.refused("this project is simplified");
    expect(lane.closed).toBe(
      'not sent, because Mixpanel rejected each of the 30 identity events before it. The last response was: "this project is simplified"',
    );
  });

  test("never closes once Mixpanel accepted one", () => {
    const lane = new IdentityLane();
    lane.accepted();
    expect(refused(40, SIMPLIFIED, lane).closed).toBeUndefined();
    const later = refused(29);
    later.accepted();
    expect(refused(40, SIMPLIFIED, later).closed).toBeUndefined();
  });

  test("counts no refusals for other reasons", () => {
    const lane = refused(40, "the time is too old");
    expect(lane.closed).toBeUndefined();
    expect(refused(29, SIMPLIFIED, lane).closed).toBeUndefined();
    expect(refused(1, SIMPLIFIED, lane).closed).toBeDefined();
  });
});
