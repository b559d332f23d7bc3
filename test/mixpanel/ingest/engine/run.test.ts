import { numbers, recordsOf, run } from "./runWith";

test("without records there is no request", async () => {
  const send = jest.fn(async () => {});
  expect(await run({ records: [], send })).toMatchObject({ received: 0, sent: 0, imported: 0, failed: 0, batches: 0 });
  expect(send).not.toHaveBeenCalled();
});

test.each([
  ["a list", () => numbers(8)],
  [
    "a stream",
    async function* () {
      yield* numbers(8);
    },
  ],
])("%s is sent completely, in order and in batches", async (_, records) => {
  const sent: unknown[] = [];
  const result = await run({ records: records(), send: async (batch) => void sent.push(recordsOf(batch)) });
  expect(sent).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7],
  ]);
  expect(result).toMatchObject({ received: 8, sent: 8, imported: 8, failed: 0, batches: 3, bytes: 7 + 7 + 5 });
});

describe("requests in flight", () => {
  /** Sends that end when they are let go, and how many there were at once. */
  function held() {
    const waiting: (() => void)[] = [];
    let [inFlight, most] = [0, 0];
    const send = async () => {
      most = Math.max(most, ++inFlight);
      await new Promise<void>((resolve) => waiting.push(resolve));
      inFlight--;
    };
    return { send, waiting, most: () => most };
  }

  /** Lets everything happen that needs no waiting. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  }

  test("are as many as allowed, and meanwhile only the records of the next request are read", async () => {
    const { send, waiting, most } = held();
    let read = 0;
    async function* records() {
      for (const record of numbers(60)) {
        read++;
        yield record;
      }
    }
    const done = run({ records: records(), send, concurrency: 4 });
    await settle();
    // Four requests of three, one batch that waits, and the record that showed it to be full.
    expect([waiting.length, read]).toEqual([4, 16]);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await settle();
    }
    expect((await done).imported).toBe(60);
    expect(most()).toBe(4);
  });

  test("are sent one at a time if only one is allowed", async () => {
    const { send, waiting, most } = held();
    const done = run({ records: numbers(9), send, concurrency: 1 });
    for (let request = 0; request < 3; request++) {
      await settle();
      waiting.shift()?.();
    }
    await done;
    expect(most()).toBe(1);
  });

  test("never contain two records of the same owner at the same time", async () => {
    const { send, waiting } = held();
    const done = run({
      records: numbers(6),
      send,
      concurrency: 4,
      encode: (value) => ({ value, owner: String(value % 3) }),
    });
    await settle();
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    await settle();
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    expect((await done).imported).toBe(6);
  });
});

test("retries are counted", async () => {
  const result = await run({
    records: numbers(3),
    send: async (_batch, _effect, { retried }) => {
      retried();
      retried();
    },
  });
  expect(result).toMatchObject({ batches: 1, retries: 2 });
});

test("a run with Validate Only reads and checks everything, and sends nothing", async () => {
  const send = jest.fn(async () => {});
  const result = await run({
    records: numbers(5),
    validateOnly: true,
    encode: (value) => (value === 2 ? { message: "bad" } : { value }),
    send,
  });
  expect(result).toMatchObject({ received: 5, sent: 0, imported: 0, failed: 1, batches: 0 });
  expect(send).not.toHaveBeenCalled();
});
