import { keyOf } from "../../../src/mixpanel/changes/arrival";
import { isInWindow, readEventWindow } from "../../../src/mixpanel/changes/eventWindow";
import { thrownBy } from "../../support/failure";

const window = { from_date: "2024-01-30", to_date: "2024-01-31", received_after: 100, received_through: 200 };
const whole = {
  ...window,
  project_id: "5",
  residency: "EU",
  event: ["a"],
  where: "true",
  keys: ["k"],
  except_keys: ["l"],
};

test.each([[window], [whole], [[window]]])("G3: a window is read as the trigger made it: %j", (given) => {
  expect(readEventWindow("Window", JSON.parse(JSON.stringify(given)))).toEqual([given].flat()[0]);
});

test("G3: unknown keys of a window are left out", () => {
  expect(readEventWindow("Window", { ...window, note: "by hand" })).toEqual(window);
});

test.each([
  ["two windows", [window, window], "a list of 2 windows"],
  ["no window", [], "a list of 0 windows"],
  ["a text", "window", "no object"],
  ["events", { events: [], count: 0 }, "a list of events"],
  ["no day", { ...window, from_date: undefined }, "no range from_date to to_date"],
  ["a day that does not exist", { ...window, to_date: "2024-02-30" }, "no range from_date to to_date"],
  ["days in the wrong order", { ...window, to_date: "2024-01-01" }, "no range from_date to to_date"],
  ["no arrivals", { ...window, received_through: "200" }, "no numbers received_after and received_through"],
  ["another residency", { ...window, residency: "Mars" }, "a residency other than US, EU or IN"],
  ["an event that is a text", { ...window, event: "a" }, "an event that is no list of names"],
  ["keys of numbers", { ...window, keys: [1] }, "keys that are no list of texts"],
  ["other keys of numbers", { ...window, except_keys: [1] }, "except_keys that are no list of texts"],
  ["a where that is an object", { ...window, where: {} }, "a where that is no text"],
  ["a project that is a number", { ...window, project_id: 5 }, "a project_id that is no text"],
])("G3: %s is refused", (_, given, got) => {
  expect(thrownBy(() => readEventWindow("Window", given)).message).toMatch(
    new RegExp(`^Window: got ${got}, expected a window of the New Events trigger`),
  );
});

describe("G3: an event belongs to a window", () => {
  const eventAt = (arrival: number) => ({
    event: "a",
    properties: { $insert_id: "i", mp_processing_time_ms: arrival },
  });

  test.each([
    [100, false],
    [101, true],
    [200, true],
    [201, false],
  ])("by its arrival %i: %p", (arrival, isIn) => {
    expect(isInWindow(window)(eventAt(arrival))).toBe(isIn);
  });

  test.each([150, 500])("by its key alone, if the window names keys, as its copy may arrive later: %i", (arrival) => {
    const event = eventAt(arrival);
    expect(isInWindow({ ...window, keys: [keyOf(event)] })(event)).toBe(true);
    expect(isInWindow({ ...window, keys: ["another"] })(event)).toBe(false);
  });

  test("but not if the window excepts its key", () => {
    const event = eventAt(150);
    expect(isInWindow({ ...window, except_keys: [keyOf(event)] })(event)).toBe(false);
    expect(isInWindow({ ...window, except_keys: ["another"] })(event)).toBe(true);
  });
});
