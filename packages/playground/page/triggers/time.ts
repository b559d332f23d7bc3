/** Time in words. */
import { counted } from "../../../sandbox/page/words";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** By how much the slider moves time. */
export const STEPS: readonly number[] = [
  ...[0.5, 1, 2, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 3, 7, 14, 30].map((days) => days * DAY_MS),
];

export function stepText(ms: number): string {
  if (ms < HOUR_MS) return counted(Math.round(ms / 60_000), "minute");
  return ms < DAY_MS ? counted(Math.round(ms / HOUR_MS), "hour") : counted(Math.round(ms / DAY_MS), "day");
}

/** The time of day, after the day if that is another one than that of the beginning. */
export function clockText(at: string, since = at): string {
  const time = new Date(at);
  const isSameDay = time.toDateString() === new Date(since).toDateString();
  const day = isSameDay ? "" : `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} `;
  return `${day}${time.toLocaleTimeString("en-GB")}`;
}

export const dateText = (at: string): string =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** How far the sandbox is ahead of real time. */
export function aheadText(ms: number): string {
  if (ms === 0) return "real time";
  const [days, rest] = [Math.floor(ms / DAY_MS), ms % DAY_MS];
  const [hours, minutes] = [Math.floor(rest / HOUR_MS), Math.floor((rest % HOUR_MS) / 60_000)];
  const parts = [
    ...(days > 0 ? [counted(days, "day")] : []),
    ...(hours > 0 ? [counted(hours, "hour")] : []),
    ...(minutes > 0 ? [counted(minutes, "minute")] : []),
  ];
  return `${parts.join(" ")} ahead of real time`;
}
