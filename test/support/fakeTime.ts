import type { LogEntry, TransportOptions } from "../../src/mixpanel/http/transport";

/** Where every fake clock begins. */
export const START_MS = Date.UTC(2024, 0, 15, 12);

/** A clock that only sleeping moves on, dice that always fall on the lowest side, and what the transport did with them. */
export interface FakeTime {
  /** Every sleep, in milliseconds. */
  waits: number[];
  log: LogEntry[];
  options: TransportOptions;
}

export function fakeTime(): FakeTime {
  const waits: number[] = [];
  const log: LogEntry[] = [];
  let now = START_MS;
  return {
    waits,
    log,
    options: {
      now: () => now,
      sleep: async (ms) => {
        waits.push(ms);
        now += ms;
      },
      random: () => 0,
      log: (entry) => log.push(entry),
    },
  };
}
