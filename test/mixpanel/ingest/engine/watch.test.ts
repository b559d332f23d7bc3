import { numbers, run } from "./runWith";

test("F1: a watch is told of every record that is read, by its position in the input", async () => {
  const read: [unknown, number][] = [];
  const watch = {
    received: (record: unknown, index: number) => read.push([record, index]),
    rejected: () => {},
    held: () => {},
    settled: () => {},
    stopped: () => {},
  };
  await run({ records: numbers(5), resumeFrom: 3, watch, send: async () => {} });
  expect(read).toEqual([
    [3, 3],
    [4, 4],
  ]);
});

test("F1: a run that only checks its records reports its progress, as often as it is asked", async () => {
  let now = 0;
  const reports: number[] = [];
  await run({
    records: numbers(1_000),
    validateOnly: true,
    clock: {
      now: () => {
        now += 100;
        return now;
      },
      sleep: async () => {},
    },
    progressMs: 50,
    onProgress: ({ received }) => reports.push(received),
    send: async () => {},
  });
  expect(reports).toEqual([256, 512, 768]);
});
