import { optionsFrom } from "../src/options";
import { topicsOf } from "../src/topics";

const FULL = optionsFrom([]);
const QUICK = optionsFrom(["--quick"]);

test("S10: a quick run has fewer records and rounds, and ends within ten minutes", () => {
  expect(QUICK.quick).toBe(true);
  expect(QUICK.seconds).toBeLessThan(600);
  expect(QUICK.runs).toBeLessThan(FULL.runs);
  for (const [name, size] of Object.entries(QUICK.sizes))
    expect(size).toBeLessThanOrEqual(Object.entries(FULL.sizes).find(([key]) => key === name)?.[1] ?? 0);
});

test("S10: options name topics, rounds and a number of events", () => {
  const options = optionsFrom(["--only", "Memory", "--runs", "9", "--memory-events", "10000000"]);
  expect(options).toMatchObject({ only: "Memory", runs: 9, sizes: { ...FULL.sizes, memoryEvents: 10_000_000 } });
});

test.each([["0"], ["1.5"], ["many"]])("S10: --runs %s is refused", (runs) => {
  expect(() => optionsFrom(["--runs", runs])).toThrow(
    `--runs is "${runs}", but must be a positive integer, such as 5.`,
  );
});

test("S10: an unknown option is refused", () => {
  expect(() => optionsFrom(["--fast"])).toThrow("Unknown option '--fast'");
});

describe.each([
  ["full", FULL],
  ["quick", QUICK],
])("S10: topics of a %s run", (_name, { sizes }) => {
  const topics = topicsOf(sizes);

  test.each(topics)(
    "$title: entrants have different labels, and one of them is what CPU time is compared with",
    ({ entrants, beside }) => {
      const labels = entrants.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
      expect(labels).toContain(beside);
    },
  );

  test("read a file of events a whole number of times", () => {
    const { events, fewMemoryEvents, memoryEvents } = sizes;
    expect([fewMemoryEvents % events, memoryEvents % events]).toEqual([0, 0]);
  });

  test("have titles that tell them apart", () => {
    expect(new Set(topics.map(({ title }) => title)).size).toBe(topics.length);
  });
});
