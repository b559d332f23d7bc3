import { getEventListeners } from "node:events";
import { untilAborted } from "../../../../src/mixpanel/ingest/engine/untilAborted";

const END = { value: undefined, done: true };

/** An iterator over what an asynchronous generator yields, until the signal is aborted. */
function iterate<T>(items: AsyncIterable<T>) {
  const ending = new AbortController();
  const onCut = jest.fn();
  const iterator = untilAborted(items, ending.signal, onCut)[Symbol.asyncIterator]();
  return { iterator, ending, onCut, listeners: () => getEventListeners(ending.signal, "abort").length };
}

/** Two items, and whether their generator was closed. */
function two() {
  let closed = 0;
  const source = (async function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      closed++;
    }
  })();
  const end = jest.spyOn(source, "return");
  return { source, closed: () => closed, end };
}

/** An iterable whose iterator has no `return`, as the protocol allows. */
const bare = (): AsyncIterable<number> => ({
  [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 7, done: false }) }),
});

test("B7: without a signal, the items are passed on as they are", () => {
  const items = bare();
  expect(untilAborted(items, undefined, () => {})).toBe(items);
});

test("B7: a source that ends leaves no listener on the signal, and a later abort is not reported as a cut", async () => {
  const { source, closed } = two();
  const { iterator, ending, onCut, listeners } = iterate(source);
  expect([await iterator.next(), listeners()]).toEqual([{ value: 1, done: false }, 1]);
  await iterator.next();
  expect([await iterator.next(), closed(), listeners()]).toEqual([END, 1, 0]);
  ending.abort();
  expect([await iterator.next(), onCut.mock.calls]).toEqual([END, []]);
});

test("B7: a source that fails leaves no listener on the signal, and a later abort is not reported as a cut", async () => {
  const fault = new Error("fault");
  const failing = { next: () => Promise.reject(fault) };
  const { iterator, ending, onCut, listeners } = iterate({ [Symbol.asyncIterator]: () => failing });
  await expect(iterator.next()).rejects.toBe(fault);
  expect(listeners()).toBe(0);
  ending.abort();
  expect([await iterator.next(), onCut.mock.calls]).toEqual([END, []]);
});

test("B7: after an abort the source is closed once, and the cut is reported once", async () => {
  const { source, closed, end } = two();
  const { iterator, ending, onCut, listeners } = iterate(source);
  await iterator.next();
  ending.abort();
  expect([await iterator.next(), await iterator.next(), await iterator.return?.()]).toEqual([END, END, END]);
  expect([closed(), end.mock.calls.length, onCut.mock.calls.length, listeners()]).toEqual([1, 1, 1, 0]);
});

test("B7: whoever stops reading closes the source, and no cut is reported", async () => {
  const { source, closed } = two();
  const { iterator, onCut, listeners } = iterate(source);
  await iterator.next();
  expect([await iterator.return?.(), await iterator.next()]).toEqual([END, END]);
  expect([closed(), onCut.mock.calls, listeners()]).toEqual([1, [], 0]);
});

test.each(["abort", "stop"])("B7: a source that cannot be closed is left as it is: %s", async (how) => {
  const { iterator, ending, onCut } = iterate(bare());
  expect(await iterator.next()).toEqual({ value: 7, done: false });
  if (how === "abort") ending.abort();
  expect([await iterator.return?.(), await iterator.next()]).toEqual([END, END]);
  expect(onCut).toHaveBeenCalledTimes(how === "abort" ? 1 : 0);
});

test("B7: an error while an aborted source is closed is ignored", async () => {
  const source = { ...bare()[Symbol.asyncIterator](), return: () => Promise.reject(new Error("fault")) };
  const { iterator, ending } = iterate({ [Symbol.asyncIterator]: () => source });
  ending.abort();
  expect(await iterator.next()).toEqual(END);
});
