/** 1971-01-01 in milliseconds. Read as seconds, the same number is about the year 2969, so smaller numbers must be seconds. */
export const EARLIEST_TIME_MS = 31_536_000_000;
/** How far in the future a time may be: https://developer.mixpanel.com/reference/import-events#propertiestime */
export const MAX_AHEAD_MS = 3_600_000;

/** Reads a time as Mixpanel does: as seconds or milliseconds, depending on its size. */
export const timeInMs = (time: number): number => (time >= EARLIEST_TIME_MS ? time : time * 1000);
