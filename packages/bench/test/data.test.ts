import { eventBytes, eventsListOf } from "../src/contestants/contestant";
import { eventAt } from "../src/data";

const COUNT = 2_003;
const EVENTS = Array.from({ length: COUNT }, (_, number) => eventAt(number));

test("S10: the same events come as objects, as NDJSON and as one JSON list", () => {
  expect(eventsListOf(COUNT)).toEqual(EVENTS);
  const lines = eventBytes(COUNT).toString().trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(EVENTS);
  expect(JSON.parse(eventBytes(COUNT, ["[", ",", "]"]).toString())).toEqual(EVENTS);
});

test("S10: a list that is longer than memory should hold repeats its events", () => {
  const events = eventsListOf(23, 10);
  expect(events.slice(0, 10)).toEqual(EVENTS.slice(0, 10));
  expect(events).toHaveLength(23);
  expect(events[22]).toBe(events[2]);
});
