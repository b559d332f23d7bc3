import fc from "fast-check";
import type { Measurement } from "../src/child";
import { failedResult, outcomeOf, resultOf, rowOf } from "../src/report";
import { cpu, FLOOR, microseconds, percentOfCore, ratioOf, speed, type Topic } from "../src/topics/topic";

/** A run of a million records. */
const run = (seconds: number, cpuSeconds: number, overBaseBytes = 0): Measurement => ({
  records: 1e6,
  seconds,
  cpuSeconds,
  baseBytes: 0,
  overBaseBytes,
  stolen: 0.02,
});

const OURS = [run(2, 4, 30e6), run(4, 8, 20e6), run(1, 2, 10e6)];
const THEIRS = [run(4, 8), run(8, 16), run(2, 4)];
const ENCODED = [run(1, 2), run(2, 4), run(0.5, 1)];

const TOPIC: Topic = {
  title: "Imports",
  stage: "imports",
  unit: "records",
  records: 1e6,
  beside: "theirs",
  entrants: [
    { label: "ours", contestant: "a" },
    { label: "theirs", contestant: "b" },
    { label: FLOOR, contestant: "c" },
  ],
  goals: [
    { text: "CPU", atMost: 0.4, value: cpu("ours", "theirs") },
    { text: "speed", atLeast: 2, value: speed("ours", "theirs") },
    { text: "µs", value: microseconds("ours") },
    { text: "percent", atMost: 30, value: percentOfCore("ours") },
  ],
};
const MEASURED = new Map([
  ["ours", OURS],
  ["theirs", THEIRS],
  [FLOOR, ENCODED],
]);

test("S10: a row has medians, the highest memory, each round, and its CPU time beside another's", () => {
  expect(rowOf("ours", OURS, THEIRS)).toEqual({
    label: "ours",
    records: 1e6,
    perSecond: 500_000,
    cpuSecondsPerMillion: 4,
    cpuRatio: 0.5,
    overBaseMb: 30,
    stolenPercent: 2,
    rounds: [
      { perSecond: 500_000, cpuSecondsPerMillion: 4, overBaseMb: 30 },
      { perSecond: 250_000, cpuSecondsPerMillion: 8, overBaseMb: 20 },
      { perSecond: 1e6, cpuSecondsPerMillion: 2, overBaseMb: 10 },
    ],
  });
});

test("S10: goals are compared with ratios, and times with those of the machine for which they were set", () => {
  expect(resultOf(TOPIC, MEASURED).outcomes).toEqual([
    { text: "CPU", goal: "at most 0.4", value: 0.5, met: false },
    { text: "speed", goal: "at least 2", value: 2, met: true },
    { text: "µs", goal: null, value: 7.4, met: true },
    { text: "percent", goal: "at most 30", value: 22.2, met: true },
  ]);
});

test("S10: the ratio of rounds stays the same if the machine slows down for some of them", () => {
  const slow = fc.double({ min: 1, max: 50, noNaN: true });
  fc.assert(
    fc.property(fc.array(slow, { minLength: 1, maxLength: 9 }), (factors) => {
      const rounds = (micros: number) =>
        factors.map((factor) => ({ perSecond: 1, cpuSecondsPerMillion: micros * factor, overBaseMb: 1 }));
      expect(ratioOf(rounds(3), rounds(4), "cpuSecondsPerMillion")).toBeCloseTo(0.75);
    }),
  );
});

test("S10: among several peers, the best one counts", () => {
  const find = (label: string) => rowOf(label, MEASURED.get(label) ?? [], THEIRS);
  expect(speed("theirs", "ours", FLOOR)(find)).toBe(0.25);
  expect(cpu("theirs", "ours", FLOOR)(find)).toBe(4);
});

test("S10: a value that could not be measured meets no goal", () => {
  expect(outcomeOf({ text: "CPU", atMost: 1 }, Number.NaN)).toEqual({
    text: "CPU",
    goal: "at most 1",
    value: null,
    met: false,
  });
});

test("S10: a topic that fails has its goals, none of them met, and the reason", () => {
  const { failure, outcomes } = failedResult(TOPIC, new Error("mixpanel-import ended with 1."));
  expect(failure).toBe("mixpanel-import ended with 1.");
  expect(outcomes.map(({ value, met }) => [value, met])).toEqual(TOPIC.goals.map(() => [null, false]));
});

test("S10: a goal that names an entrant which did not take part is an error", () => {
  expect(() => resultOf({ ...TOPIC, beside: "nobody" }, MEASURED)).toThrow('Imports: no entrant is called "nobody".');
});
