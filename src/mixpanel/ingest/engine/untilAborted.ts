/**
 * The items of a source until a signal is aborted. What the source is about to give then is not waited for, as it may take long to arrive.
 *
 * @param onCut called if the source had not ended
 */
export function untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
  onCut: () => void,
): AsyncIterable<T> {
  return signal === undefined ? items : { [Symbol.asyncIterator]: () => abortable(items, signal, onCut) };
}

function abortable<T>(items: AsyncIterable<T>, signal: AbortSignal, onCut: () => void): AsyncIterator<T> {
  const source = items[Symbol.asyncIterator]();
  const end: IteratorReturnResult<undefined> = { value: undefined, done: true };
  let hasEnded = false;
  // One listener for all items: a race against one promise would keep every item that it was raced with.
  let cut = () => {};
  const abort = () => cut();
  signal.addEventListener("abort", abort);
  const close = () => {
    hasEnded = true;
    signal.removeEventListener("abort", abort);
  };
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (hasEnded) return resolve(end);
        cut = () => {
          close();
          onCut();
          // A generator that waits for its next item ends only after it has come.
          source.return?.().catch(() => {});
          resolve(end);
        };
        if (signal.aborted) return cut();
        source.next().then(
          (next) => {
            if (next.done) close();
            resolve(next);
          },
          (error: unknown) => {
            close();
            reject(error);
          },
        );
      }),
    return: async () => {
      if (hasEnded) return end;
      close();
      await source.return?.();
      return end;
    },
  };
}
