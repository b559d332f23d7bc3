/**
 * Stops setTimeout alone: sockets, streams and promises go on, and time passes only as `jest.advanceTimersByTime` says. A loaded machine
 * then cannot run into a time-out by itself.
 */
export function freezeTimers(): void {
  jest.useFakeTimers({
    doNotFake: [
      "Date",
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
    ],
  });
}
