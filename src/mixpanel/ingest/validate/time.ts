/** 1971-01-01 in milliseconds. As seconds the same number is a thousand years ahead: it tells the units apart. */
export const EARLIEST_TIME_MS = 31_536_000_000;
/** How far ahead a time may lie: https://developer.mixpanel.com/reference/import-events#propertiestime */
export const MAX_AHEAD_MS = 3_600_000;

/** A time as Mixpanel reads it: seconds or milliseconds, told apart by their size. */
export const timeInMs = (time: number): number => (time >= EARLIEST_TIME_MS ? time : time * 1000);
