import fc from "fast-check";
import { contextOf } from "../../src/execute";
import { type DrainOptions, drain, type Saves } from "../../src/triggers/drain";
import type { State } from "../../src/triggers/states";
import { type Page, polling } from "./ownTriggers";

const SAVES: Saves[] = ["afterEachPage", "atTheEnd"];

/** Reads numbers up to `last`, in pages of `size`; the state says how far it read, without the cursor, too. */
const numbers = (last: number, size: number) =>
  polling((state, _cursor, isBatching): Page => {
    const from = Number(state.read ?? 0);
    const to = isBatching ? Math.min(last, from + size) : last;
    const items = Array.from({ length: to - from }, (_, index) => from + index + 1);
    return { items, next: to < last ? { from: to } : undefined, state: { read: to } };
  });

async function drained(trigger: ReturnType<typeof polling>, options: Partial<DrainOptions> = {}) {
  const ran: unknown[] = [];
  const saved: State[] = [];
  const outcome = await drain(trigger, {
    params: {},
    context: contextOf(trigger, { log: () => {}, debug: false }),
    state: {},
    run: async ({ body }) => void ran.push(body.data),
    save: (state) => void saved.push(state),
    ...options,
  }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  return { ...outcome, ran, saved: saved.map(({ __prismaticInternal: internal }) => Object(internal).polling) };
}

describe("G6: a poll without batching", () => {
  test("runs the flow once with everything, and keeps the state", async () => {
    const { ran, saved, result } = { result: undefined, ...(await drained(numbers(3, 2))) };

    expect({ ran, saved }).toEqual({ ran: [[1, 2, 3]], saved: [{ read: 3 }] });
    expect(result).toMatchObject({ pages: 1, executions: 1, failures: [] });
  });

  test("runs nothing if nothing changed since the state before", async () => {
    const first = { result: undefined, ...(await drained(numbers(3, 2))) };
    const second = await drained(numbers(3, 2), { state: first.result?.state ?? {} });

    expect(second).toMatchObject({ ran: [], result: { pages: 1, executions: 0 } });
  });
});

describe.each(SAVES)("G6: a poll with batching, its state saved %s", (saves) => {
  test("runs the flow for each batch of each page", async () => {
    const { ran } = await drained(numbers(7, 5), { batchSize: 2, saves });

    expect(ran).toEqual([[1, 2], [3, 4], [5], [6, 7]]);
  });

  test("passes the bare item if a batch has one by definition, and a list if one is left over", async () => {
    expect((await drained(numbers(3, 3), { batchSize: 1, saves })).ran).toEqual([1, 2, 3]);
    expect((await drained(numbers(3, 3), { batchSize: 2, saves })).ran).toEqual([[1, 2], [3]]);
  });

  test("fails with the trigger's error, and keeps what was saved before", async () => {
    const trigger = polling((state, cursor) => {
      if (cursor !== undefined) throw new Error("the second page failed");
      return { items: [1], next: { from: 1 }, state: { ...state, read: 1 } };
    });
    const { saved, ...outcome } = await drained(trigger, { batchSize: 1, saves });

    expect(outcome).toMatchObject({ ran: [1], error: { message: "the second page failed" } });
    expect(saved).toEqual(saves === "afterEachPage" ? [{ read: 1 }] : []);
  });

  test("repeats a failed execution with the same items, as often as it may; the others go on", async () => {
    const attempts: unknown[] = [];
    const run: DrainOptions["run"] = async ({ body }) => {
      attempts.push(body.data);
      if (body.data === 2) throw new Error("always");
      if (body.data === 3 && attempts.filter((item) => item === 3).length < 3) throw new Error("twice");
    };
    const { saved, ...outcome } = await drained(numbers(4, 4), { batchSize: 1, saves, run, retries: 3 });

    expect(attempts).toEqual([1, 2, 2, 2, 2, 3, 3, 3, 4]);
    expect(outcome).toMatchObject({ result: { executions: 4, failures: [{ message: "always" }] } });
    expect(saved.at(-1)).toEqual({ read: 4 });
  });

  test("passes each item once, whatever the sizes of pages and batches", async () => {
    const size = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), size, size, async (last, pageSize, batchSize) => {
        const { ran } = await drained(numbers(last, pageSize), { batchSize, saves });
        expect(ran.flat()).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      }),
    );
  });
});

test("G6: the state that was given is not changed, even if a trigger changes its copy", async () => {
  const state = { __prismaticInternal: { polling: { read: 1, seen: [1] } } };
  const trigger = polling((own) => {
    Object(own.seen).push(2);
    return { items: [2], state: own };
  });

  const { saved } = await drained(trigger, { state });

  expect(state).toEqual({ __prismaticInternal: { polling: { read: 1, seen: [1] } } });
  expect(saved).toEqual([{ read: 1, seen: [1, 2] }]);
});

test("G6: the state is kept as JSON, which has neither dates nor undefined", async () => {
  const trigger = polling(() => ({ items: [1], state: { at: new Date(0), nothing: undefined } }));

  expect((await drained(trigger)).saved).toEqual([{ at: "1970-01-01T00:00:00.000Z" }]);
});

test("G6: a state of more than 64 MB fails the poll", async () => {
  const trigger = polling(() => ({ items: [1], state: { text: "x".repeat(64 * 1024 * 1024) } }));

  expect(await drained(trigger)).toMatchObject({
    error: { message: expect.stringMatching(/^The state has \d+ bytes\. The platform stores at most 67108864\.$/) },
    saved: [],
  });
});

test("G6: a trigger that asks for pages without end fails the poll", async () => {
  const trigger = polling((state) => ({ items: [], next: { again: true }, state }));

  expect(await drained(trigger, { batchSize: 1 })).toMatchObject({
    error: { message: "own asked for more than 10000 pages." },
    ran: [],
  });
});
