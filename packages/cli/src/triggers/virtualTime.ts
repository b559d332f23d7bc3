/** Moves the time of this process, of the component and a sandbox in it, so that nobody waits for the next poll. */

const RealDate = Date;
let aheadMs = 0;

/** How far `Date` is ahead of real time, in milliseconds. */
export const timeAhead = (): number => aheadMs;

/** Lets `Date` be so far ahead of real time, from now on; 0 returns to real time. Timers are not affected. */
export function setTimeAhead(ms: number): void {
  aheadMs = ms;
  globalThis.Date = ms === 0 ? RealDate : movedDate;
}

/** Lets `Date` say that it is later than before. */
export const moveTime = (ms: number): void => setTimeAhead(aheadMs + ms);

const now = () => RealDate.now() + aheadMs;

const movedDate: DateConstructor = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
});
